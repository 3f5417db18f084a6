package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// genuine tells whether a body was signed with the source's secret, and not too
// long ago. The comparison takes the same time wherever the two differ.
func (s Settings) genuine(header http.Header, body []byte, now time.Time) bool {
	given, ok := decodeSignature(s.Signature.Scheme, header.Get(s.Signature.Header))
	if !ok || s.Secret.IsZero() {
		return false
	}
	mac := hmac.New(sha256.New, []byte(s.Secret.Reveal()))
	if s.Signature.Timestamp != "" {
		sent := strings.TrimSpace(header.Get(s.Signature.Timestamp))
		if !s.Signature.recent(sent, now) {
			return false
		}
		mac.Write([]byte(sent + "."))
	}
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}

// recent tells whether a delivery was sent about now.
func (s Signature) recent(sent string, now time.Time) bool {
	seconds, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return false
	}
	tolerance := s.Tolerance
	if tolerance == 0 {
		tolerance = defaultTolerance
	}
	return now.Sub(time.Unix(seconds, 0)).Abs() <= tolerance
}

// decodeSignature gives the bytes of a signature as the scheme writes it.
func decodeSignature(scheme, text string) (sum []byte, ok bool) {
	text = strings.TrimSpace(text)
	encoding, prefixed := strings.CutPrefix(scheme, "sha256=")
	if prefixed {
		if text, ok = strings.CutPrefix(text, "sha256="); !ok {
			return nil, false
		}
	}
	var err error
	if encoding == "base64" {
		sum, err = base64.StdEncoding.DecodeString(text)
	} else {
		sum, err = hex.DecodeString(text)
	}
	return sum, err == nil && len(sum) == sha256.Size
}
