package ingest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// PersonKey turns a person's address or login into a keyed hash, so that marts
// can count people without naming them. The key never leaves the workspace.
type PersonKey []byte

// LoadPersonKey reads the workspace's key at path and makes one where absent.
// A lost key means new hashes for everybody: records landed before keep theirs.
func LoadPersonKey(path string) (PersonKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newPersonKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("person key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != sha256.Size {
		return nil, fmt.Errorf("person key: %s: want 64 hexadecimal digits; restore the file from a backup", path)
	}
	return key, nil
}

func newPersonKey(path string) (PersonKey, error) {
	key := make([]byte, sha256.Size)
	rand.Read(key) // never fails, says its documentation
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("person key: %w", err)
	}
	if err := os.WriteFile(path, []byte(hex.EncodeToString(key)+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("person key: %w", err)
	}
	return key, nil
}

// Of gives the key of an author: 16 hexadecimal digits, empty when anonymous.
// One e-mail address is one person whatever the source; an ID only counts
// within its source.
func (k PersonKey) Of(source string, a Author) string { return newKeyer(k).of(source, a) }

// OfCustomer gives the key of a person of customers.csv, by their id there: what
// landing.people has in person_key.
func (k PersonKey) OfCustomer(id string) string { return newKeyer(k).ofCustomer(id) }

// keyer computes the keys of many authors, for one goroutine at a time.
type keyer struct {
	mac  hash.Hash
	text []byte
}

func newKeyer(k PersonKey) *keyer { return &keyer{mac: hmac.New(sha256.New, k)} }

func (k *keyer) of(source string, a Author) string {
	switch {
	case a.Email != "":
		return k.ofText("mail:", strings.ToLower(strings.TrimSpace(a.Email)))
	case a.ID != "":
		return k.ofText("id:", source, ":", a.ID)
	}
	return ""
}

// ofCustomer is the key of a resolved person: it stays when addresses change.
func (k *keyer) ofCustomer(id string) string { return k.ofText("customer:", id) }

func (k *keyer) ofText(parts ...string) string {
	k.text = k.text[:0]
	for _, part := range parts {
		k.text = append(k.text, part...)
	}
	k.mac.Reset()
	k.mac.Write(k.text)
	k.text = k.mac.Sum(k.text[:0])
	return hex.EncodeToString(k.text[:8])
}

// recordID is the 63-bit number that stands for (source, native id) in joins.
// At ten million records two of them share one with a chance of 1 in 180,000;
// the key check of the model stg_feedback would say so.
func recordID(source, nativeID string) int64 {
	var room [128]byte
	sum := sha256.Sum256(append(append(append(room[:0], source...), 0), nativeID...))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// cleanText makes text storable and comparable: valid UTF-8 in composed form,
// line feeds alone, without NUL, which would silently cut the value.
func cleanText(s string) string {
	if plainASCII(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\x00", "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return norm.NFC.String(s)
}

// plainASCII looks at eight bytes at a time: one that is not ASCII has its top
// bit set, and so has, once 1 is taken off, one that was 0.
func plainASCII(s string) bool {
	const ones, tops, returns = 0x0101010101010101, 0x8080808080808080, '\r' * 0x0101010101010101
	for ; len(s) >= 8; s = s[8:] {
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if (word|(word-ones)|((word^returns)-ones))&tops != 0 {
			return false
		}
	}
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c == 0 || c == '\r' {
			return false
		}
	}
	return true
}
