package survey

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What a spreadsheet may take. The library holds the packed file in memory, and
// each part of it up to partSize; larger sheets and texts are unpacked into
// temporary files and read from there row by row.
const (
	maxSheetFile = 256 << 20
	partSize     = 16 << 20
	maxUnpacked  = 4 << 30
)

// sheet is one sheet of an XLSX file. Numbers come as they are stored, not as
// they are shown, so dates are days since the workbook's epoch.
type sheet struct {
	book  *excelize.File
	rows  *excelize.Rows
	all   []column
	line  int64
	first float64
	held  *row
}

func openSheet(path string, s Settings) (_ table, err error) {
	defer survive("spreadsheet", &err)
	if err := checkPacked(path, maxSheetFile); err != nil {
		return nil, err
	}
	book, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: partSize, RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("the file is no XLSX, is locked by a password or is cut off: %w", err)
	}
	t := &sheet{book: book, first: 25569}
	if err := errors.Join(t.open(s.Sheet), t.header(s.headerRows())); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return t, nil
}

// checkPacked looks at a file that is not read as text.
func checkPacked(path string, most int64) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(file, head)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n == 0:
		return errors.New("the file is empty")
	case onlyNUL(head[:n]):
		return errZeros
	case head[0] == 0x1f && head[1] == 0x8b:
		return errors.New("the file is packed with gzip: unpack it, this format cannot be read as a stream")
	case most > 0 && info.Size() > most:
		return fmt.Errorf("a spreadsheet of more than %d MB: save it as CSV", most>>20)
	}
	return nil
}

// survive makes an error of a panic: libraries meet damaged files that way.
func survive(what string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the %s is damaged: %v", what, p)
	}
}

// open begins to read the sheet of this name, or the first visible one.
func (t *sheet) open(name string) error {
	names := t.book.GetSheetList()
	if name == "" {
		name = t.firstVisible(names)
	}
	if i := slices.IndexFunc(names, func(n string) bool { return fold(n) == fold(name) }); i >= 0 {
		name = names[i]
	} else {
		return fmt.Errorf("sheet: there is no %q: the sheets are %q", name, names)
	}
	if props, err := t.book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		t.first = 24107
	}
	var err error
	t.rows, err = t.book.Rows(name)
	return err
}

func (t *sheet) firstVisible(names []string) string {
	for _, name := range names {
		if visible, err := t.book.GetSheetVisible(name); err == nil && visible {
			return name
		}
	}
	return ""
}

// header reads the rows of names; empty rows above them are passed over.
func (t *sheet) header(n int) error {
	var header [][]string
	for t.rows != nil && len(header) < max(n, 1) {
		r, err := t.read()
		if errors.Is(err, io.EOF) {
			return errEmpty
		}
		if err != nil {
			return err
		}
		if len(header) == 0 && blank(r.cells) {
			continue
		}
		header = append(header, r.cells)
		if n == 0 {
			t.held = &r
			header[0] = positions(len(r.cells))
		}
	}
	t.all = heading(header)
	return nil
}

func (t *sheet) columns() []column { return t.all }

// epoch is 1970-01-01 in the days of the workbook.
func (t *sheet) epoch() float64 { return t.first }

func (t *sheet) next() (r row, err error) {
	if t.held != nil {
		r, t.held = *t.held, nil
		return r, nil
	}
	if r, err = t.read(); err != nil {
		return r, err
	}
	cells, fault := within(r.cells, len(t.all))
	if fault != "" {
		return row{line: r.line, fault: fault, raw: strings.Join(r.cells, "\t")}, nil
	}
	r.cells = cells
	return r, nil
}

func (t *sheet) read() (_ row, err error) {
	defer survive("sheet", &err)
	if !t.rows.Next() {
		return row{}, firstError(t.rows.Error(), io.EOF)
	}
	t.line++
	cells, err := t.rows.Columns()
	for i, cell := range cells {
		if strings.Contains(cell, ".") && strings.Contains(cell, "E") && digits(strings.TrimPrefix(cell, "-")) == 1 {
			cells[i] = digitsOf(cell)
		}
	}
	return row{line: t.line, cells: cells}, err
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (t *sheet) Close() error {
	if t.rows == nil {
		return t.book.Close()
	}
	return errors.Join(t.rows.Close(), t.book.Close()) // the rows hold a temporary file open that the book removes
}
