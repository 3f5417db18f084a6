package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPersonKeyKnowsOneAddressEverywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "person.key")
	key, err := LoadPersonKey(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadPersonKey(path)
	if err != nil {
		t.Fatal(err)
	}
	ada := Author{Email: "Ada@Mail.example ", ID: "7"}
	if key.Of("survey", ada) != again.Of("mail", Author{Email: "ada@mail.example"}) {
		t.Error("one address has two keys")
	}
	if key.Of("survey", Author{ID: "7"}) == key.Of("mail", Author{ID: "7"}) {
		t.Error("number 7 of two sources is one person")
	}
	if got := key.Of("survey", Author{Name: "Ada"}); got != "" {
		t.Errorf("a name alone is no identity: %q", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is readable by others: %v %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadPersonKey(path); err == nil {
		t.Error("a damaged key is taken")
	}
}

// TestIdentitiesStay holds on to what workspaces have in their labels and marts.
func TestIdentitiesStay(t *testing.T) {
	for native, want := range map[string]int64{"R1/nps/score": 3494366945910470293, strings.Repeat("x", 200): 7959300595391404622} {
		if got := recordID("web", native); got != want {
			t.Errorf("record %s is %d, was %d", native, got, want)
		}
	}
	key := make(PersonKey, 32)
	for i := range key {
		key[i] = byte(i)
	}
	keys := newKeyer(key)
	for range 2 { // one keyer serves many
		if got := keys.of("survey", Author{Email: "Ada@Mail.example"}); got != "2a214ea6d62e0874" {
			t.Errorf("an address has the key %s", got)
		}
		if got := keys.of("survey", Author{ID: "7"}); got != "09c79236dabf2dbf" {
			t.Errorf("an id has the key %s", got)
		}
	}
}

func FuzzCleanText(f *testing.F) {
	for _, seed := range []string{"plain", "a\x00b", "\xff\xfe", "e\u0301\r\nx\r", "eight by\x00eight", "eight b\ry eight", "eight\x0e\x0c\x01 bytes\x7f\u00e9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := cleanText(s)
		if plain := !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || r == 0 || r == '\r' }); plain != plainASCII(s) {
			t.Errorf("%q is plain ASCII: %v", s, plain)
		}
		if !utf8.ValidString(clean) || cleanText(clean) != clean {
			t.Errorf("%q is cleaned to %q", s, clean)
		}
		for _, r := range clean {
			if r == 0 || r == '\r' {
				t.Errorf("%q keeps %q", clean, r)
			}
		}
	})
}
