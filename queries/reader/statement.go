package reader

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longest is how long a statement may be, in bytes. What people write stays
// below 10 KB; the parser's time grows with the square of some.
const longest = 64 << 10

// precheck refuses what must not reach DuckDB's parser at all: it would cut the
// text at a NUL.
func precheck(q Query) error {
	switch {
	case len(q.SQL) > longest:
		return &Refused{Reason: fmt.Sprintf("the statement has %d bytes; %d are the most", len(q.SQL), longest)}
	case !utf8.ValidString(q.SQL):
		return &Refused{Reason: "the statement is no UTF-8 text"}
	case strings.ContainsRune(q.SQL, 0):
		line, column := lineAt(q.SQL, strings.IndexByte(q.SQL, 0))
		return &Refused{"there is a NUL character in the statement", line, column}
	}
	for _, p := range q.Params {
		if err := p.check(); err != nil {
			return err
		}
	}
	return nil
}

// bare is the statement without what stands before and behind it, blanked so
// that positions stay: a byte order mark, semicolons and what follows the last.
// That there is one statement has been seen by then.
func bare(text string) string {
	text = blanked(text, "\ufeff")
	for {
		end, rest := split(text)
		if end < 0 {
			return text
		}
		if onlyBlank(text[:end]) {
			text = strings.Map(keepLines, text[:end]) + " " + rest
			continue
		}
		return text[:end]
	}
}

func blanked(text, prefix string) string {
	if strings.HasPrefix(text, prefix) {
		return strings.Repeat(" ", len(prefix)) + text[len(prefix):]
	}
	return text
}

func keepLines(r rune) rune {
	if r == '\n' {
		return r
	}
	return ' '
}

// split finds the first semicolon outside of quotes and comments; -1: none.
func split(text string) (end int, rest string) {
	for i := 0; i < len(text); {
		if text[i] == ';' {
			return i, text[i+1:]
		}
		i += token(text, i)
	}
	return -1, ""
}

// onlyBlank tells that there is nothing but blanks and comments.
func onlyBlank(text string) bool {
	for i := 0; i < len(text); {
		n := token(text, i)
		part := text[i : i+n]
		if !strings.HasPrefix(part, "--") && !strings.HasPrefix(part, "/*") && strings.TrimSpace(part) != "" {
			return false
		}
		i += n
	}
	return true
}

var dollar = regexp.MustCompile(`^\$([A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)?\$`)

// token is the length of what begins at i: a quoted text, a comment or a byte.
func token(text string, i int) int {
	rest := text[i:]
	switch {
	case strings.HasPrefix(rest, "--"):
		return through(rest, 2, "\n")
	case strings.HasPrefix(rest, "/*"):
		return comment(rest)
	case rest[0] == '"', rest[0] == '\'':
		return quoted(rest, i > 0 && (text[i-1] == 'e' || text[i-1] == 'E') && rest[0] == '\'' && !inWord(text, i-1))
	case rest[0] == '$' && !inWord(text, i):
		if tag := dollar.FindString(rest); tag != "" {
			return through(rest, len(tag), tag)
		}
	}
	return 1
}

// inWord tells whether what stands at i goes on a word.
func inWord(text string, i int) bool {
	if i == 0 {
		return false
	}
	c := text[i-1]
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// through is the length up to and with the end that follows from on; all that
// there is, where none follows.
func through(text string, from int, end string) int {
	if n := strings.Index(text[from:], end); n >= 0 {
		return from + n + len(end)
	}
	return len(text)
}

func comment(text string) int {
	open := 0
	for i := 0; i < len(text); {
		switch {
		case strings.HasPrefix(text[i:], "/*"):
			open, i = open+1, i+2
		case strings.HasPrefix(text[i:], "*/"):
			open, i = open-1, i+2
			if open == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(text)
}

func quoted(text string, escapes bool) int {
	for i := 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == text[0] && i+1 < len(text) && text[i+1] == text[0]:
			i++
		case text[i] == text[0]:
			return i + 1
		}
	}
	return len(text)
}

// above is how many lines wrapped puts before the statement's first.
const above = 1

// wrapped is the statement as a table of at most rows rows, in its own order.
// It ends with a new line: a comment may stand at its end.
func wrapped(statement string, rows int64) string {
	return "select * from (\n" + statement + "\n) limit " + strconv.FormatInt(rows, 10)
}

// lineAt is the line and the column of a byte of the text, from 1; 0 outside.
func lineAt(text string, offset int) (line, column int) {
	if offset < 0 || offset > len(text) {
		return 0, 0
	}
	before := text[:offset]
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}
