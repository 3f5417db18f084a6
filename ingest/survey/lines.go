package survey

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxRow bounds the text of one row, so that a quote that is never closed does
// not pull the file into memory.
const maxRow = 1 << 20

// lines cuts text into lines, ends included. A line is valid until the next
// call. Text can be put back, to be read again.
type lines struct {
	in    *bufio.Reader
	eol   byte   // '\n', or '\r' for files of old Macs
	limit int    // bytes of a line
	back  []byte // what was put back
	no    int64  // lines given
	long  []byte
}

// next gives the next line. cut is how many bytes of a longer line than the
// limit were left away.
func (l *lines) next() (line []byte, cut int64, err error) {
	if len(l.back) > 0 {
		line, l.back = l.cutLine(l.back)
		l.no++
		return line, 0, nil
	}
	line, err = l.in.ReadSlice(l.eol)
	if errors.Is(err, bufio.ErrBufferFull) {
		line, cut, err = l.join(line)
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return nil, 0, err
	}
	l.no++
	return line, cut, nil
}

// join reads the rest of a line that is longer than the buffer.
func (l *lines) join(line []byte) (_ []byte, cut int64, err error) {
	l.long = append(l.long[:0], line...)
	for {
		line, err = l.in.ReadSlice(l.eol)
		if room := l.limit - len(l.long); len(line) > room {
			cut += int64(len(line) - room)
			line = line[:room]
		}
		l.long = append(l.long, line...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.long, cut, err
		}
	}
}

// putBack has rest read again before what follows; it was n lines.
func (l *lines) putBack(rest []byte, n int64) {
	if len(rest) == 0 {
		return
	}
	l.back = append(bytes.Clone(rest), l.back...)
	l.no -= n
}

// peek is the next line of what was put back, nil when that is used up.
func (l *lines) peek() []byte {
	line, _ := l.cutLine(l.back)
	return line
}

func (l *lines) cutLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, l.eol); i >= 0 {
		return b[:i+1], b[i+1:]
	}
	return b, nil
}

// trimEOL cuts the end of line off.
func trimEOL(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}
