package email

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// label says what a line of a mail is.
type label uint8

const (
	written   label = iota // by the author of the mail, as far as is known
	blank                  // nothing on it
	quoted                 // begins with >
	heading                // belongs to what introduces a quotation
	signature              // ends the author's words
)

// line is one line of a mail's text.
type line struct {
	raw   string // as it came
	text  string // trimmed, each kind of space a space
	lower string // text in lower case with straight apostrophes; empty for overlong lines
	label label
}

// maxPhrase is the length in bytes up to which a line can be a header, a
// delimiter or a sign-off.
const maxPhrase = 400

func splitLines(text string) []line {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for raw := range strings.SplitSeq(text, "\n") {
		lines = append(lines, newLine(raw))
	}
	return lines
}

func newLine(raw string) line {
	l := line{raw: raw, text: strings.TrimSpace(strings.Map(plainSpace, raw))}
	if l.text == "" {
		l.label = blank
	}
	if len(l.text) <= maxPhrase {
		l.lower = strings.ReplaceAll(strings.ToLower(l.text), "’", "'")
	}
	return l
}

// plainSpace makes every white space a space and drops invisible characters.
func plainSpace(r rune) rune {
	switch {
	case r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\ufeff' || r == '\u2060':
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// markQuotes labels the lines that begin with >. A mail program that wraps a
// quoted line leaves its second half without the mark: see wrapped.
func markQuotes(lines []line) {
	wraps := false
	for i := range lines {
		l := &lines[i]
		switch {
		case l.label == blank:
		case quotes(l.text) && !(i > 0 && opensAddress(lines[i-1].text) && closesAddress(l.text)):
			l.label = quoted
		case wrapped(lines, i, wraps):
			l.label = quoted
			wraps = true
		}
	}
}

func quotes(text string) bool {
	return strings.HasPrefix(text, ">") || strings.HasPrefix(text, "＞")
}

// opensAddress tells a line that ends within <an address, as in a header that
// was wrapped: the > on the next line closes it.
func opensAddress(text string) bool {
	open := strings.LastIndexByte(text, '<')
	return open >= 0 && open > strings.LastIndexByte(text, '>') && strings.Contains(text[open:], "@") && !quotes(text)
}

func closesAddress(text string) bool { return len(text) < 40 && strings.HasSuffix(text, ":") }

// wrapped tells the second half of a quoted line: it stands between quoted
// lines without a gap, begins in lower case, and the line before is long and
// breaks off. After one such line, a long line before that ends in a full stop
// will do.
func wrapped(lines []line, i int, before bool) bool {
	if i == 0 || i+1 == len(lines) || lines[i-1].label != quoted || !quotes(lines[i+1].text) {
		return false
	}
	above := lines[i-1].text
	first, _ := utf8.DecodeRuneInString(lines[i].text)
	if len(above) < 60 || !unicode.IsLower(first) {
		return false
	}
	last := above[len(above)-1]
	return !strings.ContainsRune(".?!:", rune(last)) || before && last == '.'
}

// unquote takes one level of quotation marks off.
func unquote(lines []line) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		raw := l.raw
		if quotes(l.text) {
			raw = strings.TrimLeft(raw, " \t\u00a0")
			raw = strings.TrimPrefix(strings.TrimPrefix(raw, ">"), "＞")
			raw = strings.TrimPrefix(raw, " ")
		}
		out[i] = newLine(raw)
	}
	return out
}

// relabel forgets what the lines were taken for.
func relabel(lines []line) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = l
		out[i].label = written
		if l.text == "" {
			out[i].label = blank
		}
	}
	return out
}

// nextFull is the index of the first line from i on that is not blank.
func nextFull(lines []line, i int) int {
	for i < len(lines) && lines[i].label == blank {
		i++
	}
	return i
}
