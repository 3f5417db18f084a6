package email

import (
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// decodesItself tells whether a part's charset is left to the MIME library.
// Labels of the Latin family and of UTF-8 are wrong too often: their bytes are
// looked at first, in decoded.
func decodesItself(label string) bool {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "latin1", "unknown-8bit", "x-unknown", "default", "8bit", "7bit", "binary":
		return true
	}
	for _, p := range []string{"iso-8859", "iso8859", "windows-125", "cp125", "iso_8859"} {
		if strings.HasPrefix(label, p) {
			return true
		}
	}
	_, name := charset.Lookup(label)
	return name == "" && !strings.Contains(label, "utf-7") && !strings.Contains(label, "ibm") && !strings.Contains(label, "cp")
}

// decoded turns the bytes of a text into UTF-8: as they are when they are valid
// UTF-8, else by the label, else by what they look like, else as Windows-1252.
func decoded(content []byte, label string) string {
	if utf8.Valid(content) {
		return string(content)
	}
	if utf8Share(content) > 0.9 {
		return strings.ToValidUTF8(string(content), "\uFFFD") // UTF-8 that was cut or damaged
	}
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		label = detected(content)
	}
	encoding, name := charset.Lookup(label)
	if name == "" || name == "utf-8" || name == "replacement" {
		encoding = charmap.Windows1252
	}
	text, err := encoding.NewDecoder().Bytes(content)
	if err != nil {
		return strings.ToValidUTF8(string(content), "\uFFFD")
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

// detected guesses the charset of a text without a usable label, empty when it
// is too short or too odd.
func detected(content []byte) string {
	const sample, enough = 16 << 10, 80
	content = content[:min(len(content), sample)]
	if len(content) < enough {
		return ""
	}
	best, err := chardet.NewTextDetector().DetectBest(content)
	if err != nil || best.Confidence < 50 {
		return ""
	}
	return best.Charset
}

// utf8Share is the share of the non-ASCII bytes that belong to valid UTF-8.
func utf8Share(content []byte) float64 {
	good, all := 0, 0
	for len(content) > 0 {
		r, size := utf8.DecodeRune(content)
		if content[0] >= utf8.RuneSelf {
			all += size
			if r != utf8.RuneError || size > 1 {
				good += size
			}
		}
		content = content[size:]
	}
	if all == 0 {
		return 1
	}
	return float64(good) / float64(all)
}
