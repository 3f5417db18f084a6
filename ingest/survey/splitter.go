package survey

import (
	"bytes"
)

// splitter cuts the lines of one row into cells. Quotes are taken as they come:
// one inside of a plain cell is a character, and so is one inside of a quoted
// cell that no delimiter follows ("He said "hi" to me"). With closeEarly the
// latter ends the quoting, as Excel has it ("Great" app).
type splitter struct {
	delimiter  []byte
	closeEarly bool
	unquoted   bool   // a quote is a character like any other
	text       []byte // the cells end to end
	ends       []int  // where each cell ends in text
	open       bool   // the last cell's quote is not closed: the row goes on
	lazy       bool   // a quote stood where none belongs
}

func (s *splitter) reset() {
	s.text, s.ends, s.open, s.lazy = s.text[:0], s.ends[:0], false, false
}

// feed adds one line.
func (s *splitter) feed(line []byte) {
	body := trimEOL(line)
	ended := len(body) < len(line)
	for more := true; more; {
		switch {
		case s.open:
			body, more = s.quoted(body, ended)
		case !s.unquoted && len(body) > 0 && body[0] == '"':
			s.open = true
			body = body[1:]
		default:
			body, more = s.plain(body)
		}
	}
}

// plain takes text up to the next delimiter. more: another cell follows.
func (s *splitter) plain(body []byte) (rest []byte, more bool) {
	i := bytes.Index(body, s.delimiter)
	if i < 0 {
		s.endCell(body)
		return nil, false
	}
	s.endCell(body[:i])
	return body[i+len(s.delimiter):], true
}

// quoted takes text up to the next quote or the end of the line.
func (s *splitter) quoted(body []byte, ended bool) (rest []byte, more bool) {
	i := bytes.IndexByte(body, '"')
	if i < 0 {
		s.text = append(s.text, body...)
		if ended {
			s.text = append(s.text, '\n')
		}
		return nil, false
	}
	s.text = append(s.text, body[:i]...)
	rest = body[i+1:]
	if len(rest) > 0 && rest[0] == '"' {
		s.text = append(s.text, '"')
		return rest[1:], true
	}
	if after, closed := s.closes(rest); closed {
		s.open = false
		s.endCell(nil)
		return bytes.TrimPrefix(after, s.delimiter), len(after) > 0
	}
	s.lazy = true
	if s.closeEarly {
		s.open = false
		return s.plain(rest)
	}
	s.text = append(s.text, '"')
	return rest, true
}

// closes tells whether a quote with rest behind it ends its cell: but for
// blanks, a delimiter or the end of the line follows.
func (s *splitter) closes(rest []byte) (after []byte, closed bool) {
	if len(rest) == 0 || bytes.HasPrefix(rest, s.delimiter) {
		return rest, true
	}
	after = bytes.TrimLeft(rest, " ")
	return after, len(after) == 0 || bytes.HasPrefix(after, s.delimiter)
}

func (s *splitter) endCell(last []byte) {
	s.text = append(s.text, last...)
	s.ends = append(s.ends, len(s.text))
}

// cells gives the row's cells in place of those in dst. They share one string.
func (s *splitter) cells(dst []string) []string {
	text, from := string(s.text), 0
	dst = dst[:0]
	for _, end := range s.ends {
		dst = append(dst, text[from:end])
		from = end
	}
	return dst
}
