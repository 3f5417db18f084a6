package format

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unseen says whether a terminal would act on the character instead of showing
// it: control characters of both sorts, line separators, and the marks that turn
// the direction of writing and so can make a text read otherwise.
func unseen(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\u061c', r == '\u200e', r == '\u200f':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// Seen is the text in one line that is safe to print: line ends are ↵, and what
// a terminal would act on is written out, as in \x1b.
func Seen(s string) string {
	if !strings.ContainsFunc(s, unseen) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\n':
			b.WriteRune('↵')
		case r == '\t':
			b.WriteByte(' ')
		default:
			b.WriteString(shown(r))
		}
	}
	return b.String()
}

func shown(r rune) string {
	switch {
	case !unseen(r):
		return string(r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// Terminal is a writer to a terminal that lets pass line ends and tabs and
// writes out whatever else a terminal would act on. A text may come in pieces
// that end within a character.
func Terminal(w io.Writer) io.Writer { return &terminal{to: w} }

type terminal struct {
	to   io.Writer
	rest []byte // the beginning of a character
}

func (t *terminal) Write(p []byte) (int, error) {
	text := append(t.rest, p...)
	t.rest = nil
	var out []byte
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size <= 1 && !utf8.FullRune(text) {
			t.rest = append(t.rest, text...)
			break
		}
		switch {
		case r == utf8.RuneError && size <= 1:
			out = append(out, "\uFFFD"...)
		case r == '\n' || r == '\t':
			out = append(out, byte(r))
		case r == '\r' && len(text) > 1 && text[1] == '\n':
		default:
			out = append(out, shown(r)...)
		}
		text = text[size:]
	}
	if _, err := t.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
