package customers

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/earshot/earshot/ingest"
)

// reader gives a file's rows as items.
type reader struct {
	closer   io.Closer
	lines    *lines
	header   *header
	days     days
	people   *register
	accounts *accounts
	item     ingest.Item
	err      error
}

func (r *reader) Item() ingest.Item { return r.item }
func (r *reader) Err() error        { return r.err }

func (r *reader) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// Scan moves to the next row.
func (r *reader) Scan() bool {
	if r.err != nil || r.header == nil && !r.begin() {
		return false
	}
	row, ok := r.lines.next()
	if !ok {
		r.finish()
		return false
	}
	r.item = r.read(row)
	return true
}

// begin reads the header.
func (r *reader) begin() bool {
	first, ok := r.lines.peek(0)
	for ok && strings.TrimSpace(first) == "" {
		r.lines.read()
		r.lines.line++
		first, ok = r.lines.peek(0)
	}
	if !ok {
		if r.finish(); r.err == nil {
			r.err = errors.New("the file is empty: expected a first row with the columns' names")
		}
		return false
	}
	r.lines.comma = delimiter(first)
	row, _ := r.lines.next()
	h, err := parseHeader(row)
	r.header, r.err = &h, err
	return err == nil
}

// finish keeps the error that ended the reading, if it is one.
func (r *reader) finish() {
	if r.lines.err != nil && r.lines.err != io.EOF {
		r.err = fmt.Errorf("line %d: %w", r.lines.line, r.lines.err)
	}
}

func (r *reader) read(row row) ingest.Item {
	e := entry{row: row, header: r.header, days: r.days}
	switch {
	case row.err != nil:
		e.reject("", row.err.Error())
	case strings.Join(row.cells, "") == "":
		e.item.Skip = "empty row"
	case len(row.cells) != r.header.width:
		e.reject("", fmt.Sprintf("%d cells where the header has %d: quote cells that hold the separator", len(row.cells), r.header.width))
	case !utf8.ValidString(row.text):
		e.reject("", "not UTF-8: save the file as CSV UTF-8")
	default:
		e.read(r.people, r.accounts)
	}
	return e.item
}
