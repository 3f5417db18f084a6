package survey

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxAttempts bounds how often the same text is read again after quotes that
// are never closed; then its lines are taken one by one.
const maxAttempts = 8

// row is one row of a file.
type row struct {
	line  int64
	cells []string // valid until the next row; not cut or filled to the header's width
	fault string   // why there are no cells
	raw   string   // the text of a faulty row; a JSON record as received
}

// rows cuts delimited text into rows. Blank lines are none.
type rows struct {
	lines
	split    splitter
	width    int // cells of the header; 0 while it is read
	text     []byte
	dst      []string
	attempts int
}

// next gives the next row, io.EOF after the last one. A row has a fault whose
// quote is never closed, that is too long or too wide, or that is zeros; what
// stands behind a stray quote is read again without it.
func (r *rows) next() (row, error) {
	for {
		salvaging := len(r.back) > 0
		line, cut, err := r.lines.next()
		if err != nil {
			return row{}, err
		}
		at := r.no
		switch body := trimEOL(line); {
		case len(body) == 0:
			continue
		case zeroed(body):
			return row{line: at, fault: zeros, raw: string(bytes.TrimRight(body, "\x00"))}, nil
		case cut > 0:
			return row{line: at, fault: tooLong, raw: string(line[:64<<10])}, nil
		}
		if !salvaging {
			r.attempts = 0
		}
		return r.row(at, line, salvaging)
	}
}

// zeroed tells a line that was not written to its end.
func zeroed(body []byte) bool {
	return bytes.HasSuffix(body, []byte("\x00\x00\x00\x00\x00\x00\x00\x00")) || onlyNUL(body)
}

const zeros = "zeros (NUL bytes) in place of text: the file is damaged here; export it again"

const tooLong = "a line of more than 1 MB: is the delimiter or the end of lines another one? Only its beginning is kept"

// row reads the row that begins with line.
func (r *rows) row(at int64, line []byte, salvaging bool) (row, error) {
	if err := r.read(line, salvaging); err != nil {
		return row{}, err
	}
	multi := r.no > at
	switch {
	case r.split.open && r.width == 0:
		return row{}, errors.New("header row: a quote is opened and never closed")
	case r.split.open, r.width > 0 && r.split.lazy && (len(r.split.ends) != r.width || r.swallowed()):
		return r.stray(at, multi, salvaging), nil
	}
	return r.fit(at, salvaging), nil
}

// swallowed tells whether a line behind the first one would do as a row: then a
// quote that does not belong there has made two rows one. The line that ends a
// quoted cell has an odd number of quotes and is none.
func (r *rows) swallowed() bool {
	_, rest := r.cutLine(r.text)
	for line := rest; len(rest) > 0; {
		line, rest = r.cutLine(rest)
		if _, ok := r.alone(line); ok && bytes.Count(line, []byte(`"`))%2 == 0 {
			return true
		}
	}
	return false
}

// read feeds line, and the lines behind it while a quoted cell is open. All of
// it is in text then.
func (r *rows) read(line []byte, salvaging bool) error {
	r.split.reset()
	r.text = append(r.text[:0], line...)
	r.split.feed(line)
	for r.split.open && len(r.text) < maxRow && (r.attempts < maxAttempts || !salvaging) {
		more, _, err := r.lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r.text = append(r.text, more...)
		r.split.feed(more)
	}
	return nil
}

// fit gives the row as read, or says that it is too wide.
func (r *rows) fit(at int64, salvaging bool) row {
	r.dst = r.split.cells(r.dst)
	cells := r.dst
	if r.width == 0 {
		return row{line: at, cells: cells}
	}
	if salvaging && len(cells) != r.width {
		return row{line: at, fault: neverClosed, raw: string(r.text)}
	}
	cells, fault := within(cells, r.width)
	if fault != "" {
		return row{line: at, fault: fault, raw: string(r.text)}
	}
	return row{line: at, cells: cells}
}

// within cuts blank cells off that stand behind the header's last column; the
// fault says that there are others.
func within(cells []string, width int) (_ []string, fault string) {
	n := len(cells)
	for len(cells) > width && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > width {
		fault = fmt.Sprintf("%d cells under a header of %d: cells that hold the delimiter belong into quotes", n, width)
	}
	return cells, fault
}

const neverClosed = "a quote is opened and never closed, or stands in the middle of a cell: the file is cut off here, or the quote must be doubled"

// stray makes the best of a row with a quote that does not belong there: its
// first line may do as a row for itself, else it is rejected, together with the
// lines behind it that no row can begin with.
func (r *rows) stray(at int64, multi, salvaging bool) row {
	first, _ := r.cutLine(r.text)
	cells, ok := r.alone(first)
	if !ok && !multi && !r.split.open {
		return r.fit(at, salvaging)
	}
	r.attempts++
	r.putBack(r.text[len(first):], r.no-at)
	if ok {
		return row{line: at, cells: cells}
	}
	bad := bytes.Clone(first)
	for line := r.peek(); len(line) > 0 && !r.begins(line); line = r.peek() {
		bad = append(bad, line...)
		r.lines.next() // cannot fail: it was put back
	}
	return row{line: at, fault: neverClosed, raw: string(bad)}
}

// alone reads line as a row for itself, with quotes as Excel has them.
func (r *rows) alone(line []byte) ([]string, bool) {
	s := splitter{delimiter: r.split.delimiter, closeEarly: true}
	s.feed(line)
	if s.open || len(s.ends) != r.width || r.width < 2 {
		return nil, false
	}
	return s.cells(nil), true
}

// begins tells whether a row can begin with line: it is one, or it has more
// than one cell and the last one is open.
func (r *rows) begins(line []byte) bool {
	s := splitter{delimiter: r.split.delimiter}
	s.feed(line)
	return r.width > 1 && (len(s.ends) == r.width || s.open && len(s.ends) > 0)
}
