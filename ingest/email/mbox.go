package email

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// mbox splits a mailbox into its mails, one in memory at a time. A mail ends
// where Content-Length says, if a From_ line or the end of the file is there;
// a length that lies is ignored. Else it ends at a line that begins with
// "From ", looks like a From_ line and has headers below it.
//
// Quoted From_ lines (">From ", ">>From ") lose one mark, as mboxo and mboxrd
// write them; in a mail that holds a bare From_ line within its Content-Length
// (mboxcl2) they stay. Once a mail's length was missing or wrong, a line that
// surely is a From_ line outweighs the length of the mails after it: a wrong
// length can hit the start of a later mail by chance and would swallow some.
type mbox struct {
	file    io.ReaderAt
	buffer  *bufio.Reader
	offset  int64 // of the next byte that buffer gives
	line    int64 // its line
	limit   int64 // most bytes of one mail
	err     error // of the disk
	started bool
	pending string // the From_ line of the next mail
	more    bool   // there is one
	lied    bool   // a Content-Length was missing or wrong
}

func newMbox(file io.ReaderAt, limit int64) *mbox {
	whole := io.NewSectionReader(file, 0, 1<<62)
	return &mbox{file: file, buffer: bufio.NewReaderSize(whole, 64<<10), line: 1, limit: limit}
}

// next reads the next mail; false at the end or on an error of the disk.
func (m *mbox) next() (letter, bool) {
	if !m.started {
		m.started = true
		if stray := m.preamble(); stray.size > 0 {
			return stray, m.err == nil
		}
	}
	if !m.more || m.err != nil {
		return letter{}, false
	}
	m.more = false
	l := letter{from: m.pending, line: m.line - 1}
	m.body(&l)
	return l, m.err == nil
}

// preamble reads up to the first From_ line. Anything but blank lines and a
// byte order mark before it is no mail and becomes a reject.
func (m *mbox) preamble() letter {
	l := letter{line: 1, flaw: "no mail: text before the first line that begins with From"}
	for {
		chunk, whole, ok := m.chunk()
		if !ok {
			return l
		}
		chunk = bytes.TrimPrefix(chunk, byteOrderMark())
		if bytes.HasPrefix(chunk, []byte("From ")) && (l.size == 0 || m.separates(chunk, true)) {
			m.begin(chunk, whole)
			return l
		}
		if l.size > 0 || len(bytes.TrimSpace(chunk)) > 0 {
			l.keep(chunk, headKept)
		}
		m.restOfLine(whole, func(chunk []byte) { l.keep(chunk, headKept) })
	}
}

// begin remembers the From_ line of the next mail.
func (m *mbox) begin(chunk []byte, whole bool) {
	m.pending, m.more = fromLine(chunk), true
	m.restOfLine(whole, func([]byte) {})
}

// body reads the lines of one mail up to the next From_ line.
func (m *mbox) body(l *letter) {
	length, end := int64(-1), int64(-1) // Content-Length, and where the mail ends by it
	inHeader, afterBlank, bare, quoted := true, false, false, false
	for {
		at := m.offset
		chunk, whole, ok := m.chunk()
		if !ok {
			break
		}
		if bytes.HasPrefix(chunk, []byte("From ")) {
			chunk = bytes.Clone(chunk) // looking ahead moves the buffer
			if at == end || (at > end || m.lied) && m.separates(chunk, afterBlank) {
				m.begin(chunk, whole)
				break
			}
			bare = bare || at < end
		}
		afterBlank = len(bytes.TrimRight(chunk, "\r\n")) == 0
		switch {
		case inHeader && afterBlank:
			inHeader = false
			if length >= 0 {
				end = m.landing(m.offset + length)
			}
			m.lied = m.lied || end < 0
		case inHeader:
			length = contentLength(chunk, length)
		default:
			quoted = quoted || isQuotedFrom(chunk)
		}
		l.keep(chunk, m.limit)
		m.restOfLine(whole, func(chunk []byte) { l.keep(chunk, m.limit) })
	}
	l.trimEnd()
	if quoted && !bare {
		l.unquoteFrom()
	}
}

// chunk gives the next line with its end, or the next part of a long one: then
// whole is false. It is valid until the next call.
func (m *mbox) chunk() (chunk []byte, whole, ok bool) {
	chunk, err := m.buffer.ReadSlice('\n')
	m.offset += int64(len(chunk))
	switch {
	case err == nil:
		m.line++
	case errors.Is(err, bufio.ErrBufferFull):
		return chunk, false, true
	case !errors.Is(err, io.EOF):
		m.err = err
		return nil, true, false
	}
	return chunk, true, len(chunk) > 0
}

// restOfLine reads on to the end of a line of which a part was read.
func (m *mbox) restOfLine(whole bool, use func([]byte)) {
	for ok := true; !whole && ok; {
		var chunk []byte
		if chunk, whole, ok = m.chunk(); ok {
			use(chunk)
		}
	}
}

// separates tells whether a line that begins with "From " begins a mail: it has
// headers below it and either a date, or nothing but "From sender" behind an
// empty line or above a header that no person types. With a date and an empty
// line before it, a mail without headers will do.
func (m *mbox) separates(chunk []byte, afterBlank bool) bool {
	from := fromLine(chunk)
	words := strings.Fields(from)
	_, dated := fromLineDate(from, time.UTC)
	if !dated && len(words) != 2 {
		return false
	}
	next, err := m.buffer.Peek(256)
	if err != nil && !errors.Is(err, io.EOF) {
		return dated && afterBlank
	}
	if dated {
		return startsHeader(next) || afterBlank && len(bytes.TrimLeft(next[:min(1, len(next))], "\r\n")) == 0
	}
	return isTrace(next) || afterBlank && startsHeader(next) && (words[1] == "-" || strings.Contains(words[1], "@"))
}

// isTrace tells the headers that mail servers and programs put first.
func isTrace(b []byte) bool {
	name, _, found := strings.Cut(strings.ToLower(string(b[:min(len(b), 40)])), ":")
	switch name {
	case "message-id", "return-path", "received", "delivered-to", "mime-version", "envelope-to", "delivery-date", "x-original-to", "status", "x-status":
		return found
	}
	return strings.HasPrefix(name, "x-mozilla-") || strings.HasPrefix(name, "x-gm")
}

// startsHeader tells "Name: value", or the ">From " that some servers add.
func startsHeader(b []byte) bool {
	if isQuotedFrom(b) {
		return true
	}
	name, _, found := bytes.Cut(b, []byte(":"))
	if !found || len(name) == 0 {
		return false
	}
	for _, c := range bytes.TrimRight(name, " ") {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// landing is where the next mail, or the end of the file, is when this one ends
// at the offset: behind empty lines at most. It is -1 when neither is there.
func (m *mbox) landing(offset int64) int64 {
	var buf [16]byte
	n, err := m.file.ReadAt(buf[:], offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return -1
	}
	rest := bytes.TrimLeft(buf[:n], "\r\n")
	switch {
	case bytes.HasPrefix(rest, []byte("From ")):
		return offset + int64(n-len(rest))
	case n == 0:
		if k, _ := m.file.ReadAt(buf[:1], offset-1); k == 0 {
			return -1 // past the end
		}
		return offset
	case len(rest) == 0 && n < len(buf):
		return offset
	}
	return -1
}

// contentLength reads one line of the headers; before is what is known so far.
func contentLength(headerLine []byte, before int64) int64 {
	name, value, found := bytes.Cut(headerLine, []byte(":"))
	if !found || !strings.EqualFold(string(name), "Content-Length") {
		return before
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 48)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// fromLine is a From_ line as text, of bounded length.
func fromLine(chunk []byte) string {
	return string(bytes.TrimRight(chunk[:min(len(chunk), 300)], "\r\n"))
}
