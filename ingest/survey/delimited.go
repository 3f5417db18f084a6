package survey

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// delimited is a CSV or TSV file.
type delimited struct {
	text *text
	rows rows
	all  []column
	held *row // the first row of a file without a header
}

// openDelimited opens the file at path and reads its header rows. A nil
// delimiter is found from the first rows.
func openDelimited(path string, f *format, delimiter []byte) (table, error) {
	text, err := openText(path, f.charset)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(text, 256<<10)
	written := detect(in, delimiter)
	d := &delimited{text: text, rows: rows{
		lines: lines{in: in, eol: written.eol, limit: maxRow},
		split: splitter{delimiter: written.delimiter, unquoted: f.settings.Quotes == "none"},
	}}
	if err := d.header(f.settings.headerRows()); err != nil {
		return nil, errors.Join(err, text.Close())
	}
	return d, nil
}

func (d *delimited) header(n int) error {
	var header [][]string
	for range max(n, 1) {
		r, err := d.rows.next()
		switch {
		case errors.Is(err, io.EOF) && len(header) == 0:
			return errEmpty
		case errors.Is(err, io.EOF):
			return fmt.Errorf("the file ends within its %d header rows: see header_rows", n)
		case err != nil:
			return damaged(err)
		case r.fault != "":
			return fmt.Errorf("header row: %s", r.fault)
		}
		header = append(header, slices.Clone(r.cells))
		if n == 0 {
			d.held = &row{line: r.line, cells: header[0]}
			header = [][]string{positions(len(r.cells))}
		}
	}
	d.all = heading(header)
	d.rows.width = len(d.all)
	return nil
}

// positions names the columns of a file without a header.
func positions(n int) []string {
	var names []string
	for i := range n {
		names = append(names, "#"+strconv.Itoa(i+1))
	}
	return names
}

func (d *delimited) columns() []column { return d.all }

func (d *delimited) next() (row, error) {
	if d.held != nil {
		held := *d.held
		d.held = nil
		return held, nil
	}
	r, err := d.rows.next()
	if err != nil {
		return r, damaged(err)
	}
	return r, nil
}

func (d *delimited) Close() error { return d.text.Close() }
