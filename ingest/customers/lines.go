package customers

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// rowLimit is the most bytes a row may have, quoted line feeds included.
const rowLimit = 64 << 10

// A row is one line of the table.
type row struct {
	line  int64 // in the file, from 1
	text  string
	cells []string
	err   error // why there are no cells
}

// lines cuts a file into rows. A quote that is never closed costs its own line
// only: the lines behind it are read as rows of their own.
type lines struct {
	src   *bufio.Reader
	ahead []string // lines read but not used
	line  int64
	comma rune
	err   error
}

func newLines(src io.Reader) *lines {
	text := transform.NewReader(src, unicode.BOMOverride(encoding.Nop.NewDecoder()))
	return &lines{src: bufio.NewReaderSize(text, rowLimit), comma: ','}
}

// next gives the next row that is not blank, or false at the end.
func (l *lines) next() (row, bool) {
	for {
		first, ok := l.read()
		if !ok {
			return row{}, false
		}
		l.line++
		if strings.TrimSpace(first) != "" {
			return l.row(first), true
		}
	}
}

// row joins the lines of a row whose cells hold line feeds. Where that makes
// no row, the first line is one, and the others are yet to be read.
func (l *lines) row(first string) row {
	text, used := l.joined(first)
	r := row{line: l.line, text: text}
	switch {
	case oddQuotes(text):
		r.err = errors.New("a quote is never closed: write \"\" for a quotation mark within a cell")
	case len(text) >= rowLimit:
		r.err = fmt.Errorf("more than %d KB in one row; only its beginning is kept", rowLimit>>10)
	default:
		r.cells, r.err = l.cells(text)
	}
	if r.err != nil {
		r.text = first
		return r
	}
	l.ahead = l.ahead[used:]
	l.line += int64(used)
	return r
}

// joined adds lines until the quotes are even, the row is too long or the file
// ends.
func (l *lines) joined(first string) (text string, used int) {
	var b strings.Builder
	b.WriteString(first)
	for open := oddQuotes(first); open; used++ {
		more, ok := l.peek(used)
		if !ok || b.Len()+len(more) > rowLimit {
			break
		}
		b.WriteString(more)
		open = open != oddQuotes(more)
	}
	return b.String(), used
}

func oddQuotes(line string) bool { return strings.Count(line, `"`)%2 == 1 }

func (l *lines) cells(text string) ([]string, error) {
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.FieldsPerRecord = l.comma, -1
	cells, err := c.Read()
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("character %d: a quotation mark within a cell: quote the whole cell and write \"\" for the mark", wrong.Column)
	}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
	}
	return cells, err
}

// peek gives the line n lines ahead.
func (l *lines) peek(n int) (string, bool) {
	for len(l.ahead) <= n {
		line, ok := l.fetch()
		if !ok {
			return "", false
		}
		l.ahead = append(l.ahead, line)
	}
	return l.ahead[n], true
}

func (l *lines) read() (string, bool) {
	if len(l.ahead) > 0 {
		line := l.ahead[0]
		l.ahead = l.ahead[1:]
		return line, true
	}
	return l.fetch()
}

// fetch reads a line. One that is too long is cut: it is refused as a row.
func (l *lines) fetch() (string, bool) {
	if l.err != nil {
		return "", false
	}
	line, err := l.src.ReadSlice('\n')
	text := string(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = l.src.ReadSlice('\n')
	}
	l.err = err
	return text, text != ""
}

// delimiter is the separator a header uses. A semicolon also parts addresses
// within a cell, but no header does that.
func delimiter(header string) rune {
	best, most := ',', 0
	for _, d := range ",;\t" {
		if n := strings.Count(header, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}
