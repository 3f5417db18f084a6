package tracker

import (
	"bytes"
	"encoding/json"
	"io"
)

const (
	recordLimit = 16 << 20 // bytes of one record; an issue with a thousand long comments has about 5 MB
	keptBytes   = 64 << 10 // what a reject holds of a record beyond that
	maxLists    = 8        // lists within lists and wrapping objects
	maxDepth    = 10_000   // brackets within one record: encoding/json's own bound
)

// A unit is one record of a file, or what stands where one was expected.
type unit struct {
	line   int64  // where it begins, from 1
	offset int64  // the same in bytes, from 0
	raw    []byte // valid until the next unit is asked for
	broken string // why raw is no JSON value; empty: it is one
}

// A scanner cuts a file into its records whatever wraps them: lists, pages one
// after another, lists of pages, objects around a list, a record a line. It
// holds one record at a time. encoding/json's Decoder would hold a value of
// any size and stop for good at the first mistake, so only the brackets are
// followed here; whether the text between them is JSON is encoding/json's word.
//
// After a mistake the reading goes on behind the record's last bracket or, when
// brackets are missing, at the next line that begins like a record and is
// indented no deeper than the broken one. Missing and doubled commas between
// records lose nothing and are not complained about.
type scanner struct {
	src   io.Reader
	limit int
	err   error // io.EOF or what ended the reading

	buf        []byte
	start, pos int    // in buf: where the value at hand begins; the next byte
	base       int64  // offset of buf[0] in the file
	line       int64  // of buf[start]
	indent     int    // white space before the first value of this line
	fresh      bool   // nothing but white space in this line so far
	head       []byte // the first bytes of a record that outgrew the limit

	in    []byte // the lists and wrapping objects around pos
	key   string // in a wrapping object: the last string seen
	found int64  // units given
	lists bool   // a list was there, be it empty
}

func newScanner(src io.Reader, line, offset int64) *scanner {
	return &scanner{src: src, limit: recordLimit, line: line, base: offset, fresh: true}
}

// next gives the next unit, or false at the end.
func (s *scanner) next() (unit, bool) {
	for {
		b, ok := s.peek()
		if !ok {
			return s.end()
		}
		if open := s.around(); b == ']' && open == '[' || b == '}' && open == '{' {
			s.in = s.in[:len(s.in)-1]
			s.pos++
			continue
		}
		if b == '[' && len(s.in) < maxLists && (s.around() != '{' || wraps(s.key, true)) {
			s.in, s.lists = append(s.in, '['), true
			s.pos++
			continue
		}
		u, ok := s.value(b)
		if ok {
			s.found++
			return u, true
		}
	}
}

// around is the innermost bracket open around pos, 0 outside of all.
func (s *scanner) around() byte {
	if len(s.in) == 0 {
		return 0
	}
	return s.in[len(s.in)-1]
}

// end reports once that lists were left open: a download that was cut off.
func (s *scanner) end() (unit, bool) {
	if len(s.in) == 0 || s.err != io.EOF {
		return unit{}, false
	}
	s.in = nil
	u := s.mark()
	u.broken = "the file ends inside a list"
	s.found++
	return u, true
}

// value reads what begins at pos with b. It gives no unit for the members of a
// wrapping object, such as a total, nor for the beginning of one.
func (s *scanner) value(b byte) (unit, bool) {
	if b != '{' && b != '[' {
		return s.bare(b)
	}
	u := s.mark()
	switch s.bracketed() {
	case wrapper:
		return u, false
	case complete:
		u.raw = s.taken()
		if s.outgrown() {
			u.raw, u.broken = u.raw[:min(keptBytes, len(u.raw))], "a record of more than 16 MB; only its beginning is kept"
		} else if !json.Valid(u.raw) {
			u.broken = "broken JSON"
		}
	case nextBegan:
		u.raw, u.broken = s.taken(), "broken JSON: the record does not end"
	case tooDeep:
		u.raw, u.broken = s.taken(), "nested too deep"
	case cutOff:
		if s.err != io.EOF {
			return u, false
		}
		s.in = nil
		u.raw, u.broken = s.taken(), "the file ends inside a record"
	}
	return u, u.broken != "" || s.around() != '{'
}

// bare reads a value without brackets: a string, a number, true, or what is no
// JSON at all. Outside of lists that is a whole line.
func (s *scanner) bare(b byte) (unit, bool) {
	u := s.mark()
	if len(s.in) > 0 {
		s.word(b)
	} else {
		s.lineEnd()
	}
	u.raw = bytes.TrimRight(s.taken(), " \t\r\n")
	if s.head == nil && json.Valid(u.raw) {
		s.key = string(bytes.Trim(u.raw, `"`))
		return u, s.around() != '{'
	}
	if len(s.in) == 0 {
		s.untilRecord()
		u.raw = bytes.TrimRight(s.taken(), " \t\r\n")
	}
	u.broken = "not JSON"
	return u, true
}

// word moves past a string, a number or a literal, or past one byte that
// begins none of them.
func (s *scanner) word(first byte) {
	s.pos++
	for escaped := false; s.more(); s.pos++ {
		switch b := s.buf[s.pos]; {
		case b == '\n':
			return
		case escaped:
			escaped = false
		case first != '"' && bytes.IndexByte([]byte(" \t\r,:[]{}"), b) >= 0:
			return
		case first == '"' && b == '"':
			s.pos++
			return
		default:
			escaped = first == '"' && b == '\\'
		}
	}
}

func (s *scanner) lineEnd() {
	for s.more() && s.buf[s.pos] != '\n' {
		s.pos++
	}
}

// untilRecord moves to the next line that begins as a record or a list does.
func (s *scanner) untilRecord() {
	for fresh := false; s.more(); s.pos++ {
		switch b := s.buf[s.pos]; {
		case b == '\n':
			fresh = true
		case b == ' ' || b == '\t' || b == '\r':
		case fresh && (b == '{' || b == '['):
			return
		default:
			fresh = false
		}
	}
}

// peek skips what may stand between values and gives the byte that follows.
func (s *scanner) peek() (byte, bool) {
	for {
		for ; s.pos < len(s.buf); s.pos++ {
			switch b := s.buf[s.pos]; {
			case b == '\n':
				s.indent, s.fresh = 0, true
			case (b == ' ' || b == '\t') && s.fresh:
				s.indent++
			case b == ' ' || b == '\t' || b == '\r' || b == ',' || b == ':' && s.around() == '{':
			default:
				s.fresh = false
				return b, true
			}
		}
		s.release()
		if !s.fill() {
			return 0, false
		}
	}
}
