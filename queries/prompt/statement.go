package prompt

import (
	"regexp"
	"strings"
)

// token is a semicolon, quoted text or comment. A quote or comment without its
// end reaches to the end of the text.
var token = regexp.MustCompile(`(?s);|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|/\*.*?(?:\*/|$)|\$[A-Za-z_0-9]*\$?`)

var blanks = regexp.MustCompile(`\s+`)

// part is a piece of SQL: a semicolon, a quoted text, a comment, or what stands
// between them.
type part struct {
	text string
	kind byte // ';', '\'', '-' or ' '
}

func parts(text string) (all []part) {
	for text != "" {
		at := token.FindStringIndex(text)
		if at == nil {
			return append(all, part{text, ' '})
		}
		if at[0] > 0 {
			all = append(all, part{text[:at[0]], ' '})
		}
		found, kind := text[at[0]:at[1]], byte(' ')
		switch {
		case found[0] == ';':
			kind = ';'
		case found[0] == '\'' || found[0] == '"':
			kind = '\''
		case found[0] == '-' || found[0] == '/':
			kind = '-'
		case len(found) > 1 && strings.HasSuffix(found, "$"): // $$text$$ or $tag$text$tag$
			kind = '\''
			end := strings.Index(text[at[1]:], found)
			if end < 0 {
				return append(all, part{text[at[0]:], kind})
			}
			found = text[at[0] : at[1]+end+len(found)]
		}
		all = append(all, part{found, kind})
		text = text[at[0]+len(found):]
	}
	return all
}

// statements are those of the text that are ended by a semicolon, and what
// stands behind the last. Semicolons in quotes and comments end nothing; one
// with nothing but comments before it is dropped.
func statements(text string) (whole []string, rest string) {
	var now strings.Builder
	empty := true
	for _, p := range parts(text) {
		if p.kind != ';' {
			now.WriteString(p.text)
			empty = empty && (p.kind == '-' || strings.TrimSpace(p.text) == "")
			continue
		}
		if !empty {
			whole = append(whole, strings.Trim(now.String(), "\n"))
		}
		now.Reset()
		empty = true
	}
	return whole, strings.TrimLeft(now.String(), "\n")
}

// oneLine is a statement as the history keeps it: without its comments, which
// would swallow what follows, and with a blank for each line end outside of
// quotes.
func oneLine(statement string) string {
	var b strings.Builder
	for _, p := range parts(statement) {
		text := p.text
		switch p.kind {
		case '-':
			text = " "
		case ' ':
			text = blanks.ReplaceAllString(text, " ")
		}
		if strings.HasSuffix(b.String(), " ") && p.kind != '\'' {
			text = strings.TrimPrefix(text, " ")
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String()) + ";"
}
