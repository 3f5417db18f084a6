package database

import (
	"errors"
	"strings"
)

const cursorName = ":cursor"

// token is a word, a name in quotes, a number or a sign of a query; its text is
// in small letters. Text in quotes and comments are none.
type token struct {
	text  string
	at    int
	depth int // brackets around it
}

func (t token) number() bool { return t.text != "" && t.text[0] >= '0' && t.text[0] <= '9' }

// scanner reads SQL.
type scanner struct {
	text  string
	at    int
	mysql bool
	all   []token
	depth int
}

// tokens are those of a query.
func tokens(text string, mysql bool) ([]token, error) {
	s := &scanner{text: text, mysql: mysql}
	for s.at < len(s.text) {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	if s.depth != 0 {
		return nil, errors.New("a bracket is not closed")
	}
	return s.all, nil
}

func (s *scanner) next() error {
	rest := s.text[s.at:]
	c := rest[0]
	switch {
	case c == ' ', c == '\t', c == '\n', c == '\r', c == '\f', c == '\v':
		s.at++
	case strings.HasPrefix(rest, "--") && (!s.mysql || len(rest) == 2 || rest[2] <= ' '), c == '#' && s.mysql:
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest) - 1
		}
		s.at += end + 1
	case strings.HasPrefix(rest, "/*"):
		return s.comment()
	case c == '\'', c == '"' && s.mysql:
		return s.quoted(c, s.mysql || s.escaped())
	case c == '"', c == '`' && s.mysql:
		begin := s.at
		if err := s.quoted(c, false); err != nil {
			return err
		}
		s.note(begin)
	case c == '$' && !s.mysql:
		return s.dollar()
	case wordByte(c):
		begin := s.at
		for s.at < len(s.text) && (wordByte(s.text[s.at]) || s.text[s.at] == '$') {
			s.at++
		}
		s.note(begin)
	default:
		s.sign(rest)
	}
	return s.closed()
}

func (s *scanner) closed() error {
	if s.depth < 0 {
		return errors.New("a bracket is closed that was not opened")
	}
	return nil
}

// sign reads one sign, or two that belong together, or :cursor.
func (s *scanner) sign(rest string) {
	begin, length := s.at, 1
	if len(rest) > len(cursorName)-1 && strings.EqualFold(rest[:len(cursorName)], cursorName) && (len(rest) == len(cursorName) || !wordByte(rest[len(cursorName)])) {
		length = len(cursorName)
	} else {
		for _, two := range []string{"::", ":=", ">=", "<=", "<>", "!=", "->", "@>", "<@"} {
			if strings.HasPrefix(rest, two) {
				length = 2
			}
		}
	}
	switch rest[0] {
	case ')', ']':
		s.depth--
	}
	s.at += length
	s.note(begin)
	switch rest[0] {
	case '(', '[':
		s.depth++
	}
}

func (s *scanner) note(begin int) {
	s.all = append(s.all, token{strings.ToLower(s.text[begin:s.at]), begin, s.depth})
}

// comment passes over one; PostgreSQL's may hold others. Those that MySQL runs
// as SQL are refused.
func (s *scanner) comment() error {
	if rest := s.text[s.at+2:]; s.mysql && (strings.HasPrefix(rest, "!") || strings.HasPrefix(rest, "M!") || strings.HasPrefix(rest, "+")) {
		return errors.New("a comment that MySQL would run: leave it out")
	}
	for open := 0; s.at < len(s.text); {
		rest := s.text[s.at:]
		switch {
		case strings.HasPrefix(rest, "/*") && (open == 0 || !s.mysql):
			open++
			s.at += 2
		case strings.HasPrefix(rest, "*/"):
			s.at += 2
			if open--; open == 0 {
				return nil
			}
		default:
			s.at++
		}
	}
	return errors.New("a comment is not closed")
}

// quoted passes over text in quotes.
func (s *scanner) quoted(quote byte, escapes bool) error {
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\' && escapes:
			s.at++
		case c != quote:
		case s.at+1 < len(s.text) && s.text[s.at+1] == quote:
			s.at++
		default:
			s.at++
			return nil
		}
	}
	s.at = len(s.text)
	return errors.New("a quotation mark is not closed")
}

// escaped says that the quotation mark here begins one of PostgreSQL's E'...'.
func (s *scanner) escaped() bool {
	n := len(s.all)
	return n > 0 && s.all[n-1].text == "e" && s.all[n-1].at == s.at-1
}

// dollar passes over $tag$...$tag$; $1 is a placeholder.
func (s *scanner) dollar() error {
	rest := s.text[s.at+1:]
	end := 0
	for end < len(rest) && wordByte(rest[end]) {
		end++
	}
	if end == len(rest) || rest[end] != '$' || end > 0 && rest[0] >= '0' && rest[0] <= '9' {
		s.at++
		s.note(s.at - 1)
		return nil
	}
	tag := s.text[s.at : s.at+end+2]
	length := strings.Index(s.text[s.at+len(tag):], tag)
	if length < 0 {
		return errors.New("a text in $ signs is not closed")
	}
	s.at += length + 2*len(tag)
	return nil
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
