package sheet

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

const (
	bookRows  = 20_000 // rows of one table in the workbook; the files have all
	cellLimit = 32_767 // UTF-16 units of one cell: excelize cuts silently, we say so
	cutNote   = " […]"
)

// book is the workbook of all tables: a sheet of what stands in it, one for the
// dictionary and one a table, each with a frozen header that filters.
type book struct {
	file   *excelize.File
	header int          // style
	cells  map[kind]int // styles
	about  []aboutRow
}

// aboutRow says how many of a table's rows are in the workbook.
type aboutRow struct {
	table     string
	here, all int64
}

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile(), cells: map[kind]int{}}
	b.file.SetZipWriter(newSortedZip)
	// Without this the workbook would carry the moment it was made.
	fixed := "2000-01-01T00:00:00Z"
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "earshot", LastModifiedBy: "earshot", Created: fixed, Modified: fixed}); err != nil {
		return nil, err
	}
	if err := b.file.SetSheetName("Sheet1", "About"); err != nil {
		return nil, err
	}
	var err error
	b.header, err = b.file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"0B5A8F"}},
		Alignment: &excelize.Alignment{Vertical: "center"},
	})
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		kind   kind
		format string
	}{{wholeKind, "#,##0"}, {numberKind, "#,##0.00##"}, {dateKind, "yyyy-mm-dd"}, {momentKind, "yyyy-mm-dd hh:mm:ss"}} {
		if b.cells[f.kind], err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &f.format}); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// bookTable is one sheet while its rows come in. Of a long table it keeps the
// last ones.
type bookTable struct {
	book    *book
	name    string
	columns []column
	stream  *excelize.StreamWriter
	rows    [][]any
}

// table begins the sheet of a table.
func (b *book) table(name string, columns []column) (*bookTable, error) {
	if _, err := b.file.NewSheet(sheetName(name)); err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	stream, err := b.file.NewStreamWriter(sheetName(name))
	if err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	return &bookTable{book: b, name: name, columns: columns, stream: stream}, nil
}

// sheetName is a table's name as a sheet's: at most 31 characters.
func sheetName(table string) string { return table[:min(len(table), 31)] }

func (t *bookTable) write(row []any) error {
	t.rows = append(t.rows, slices.Clone(row))
	if len(t.rows) == 2*bookRows {
		t.rows = slices.Clone(t.rows[bookRows:])
	}
	return nil
}

// begin writes the columns' widths and the header.
func (t *bookTable) begin() error {
	for i, c := range t.columns {
		letters := utf8.RuneCountInString(c.name) + 4 // the filter's button
		for _, row := range t.rows {
			if s, ok := row[i].(string); ok {
				letters = max(letters, utf8.RuneCountInString(s))
			}
		}
		if c.kind == momentKind {
			letters = 20
		}
		if err := t.stream.SetColWidth(i+1, i+1, float64(min(max(letters, 8), 60))); err != nil {
			return fmt.Errorf("xlsx: %w", err)
		}
	}
	if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	if err := t.stream.SetRow("A1", t.book.headed(names(t.columns)...)); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// put writes a row as the sheet's row of that number.
func (t *bookTable) put(row []any, number int) error {
	cells := make([]any, len(row))
	for i, value := range row {
		cells[i] = t.cell(value, t.columns[i].kind)
	}
	if err := t.stream.SetRow(fmt.Sprintf("A%d", number), cells); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// cell is a value with its style: texts harmless as in the CSV file, and never
// longer than a cell can be.
func (t *bookTable) cell(value any, k kind) any {
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		return cut(Harmless(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	case time.Time:
		value = v.UTC()
	}
	return excelize.Cell{StyleID: t.book.cells[k], Value: value}
}

// cut shortens a text that a cell cannot hold and says so at its end.
func cut(s string) string {
	if len(s) <= cellLimit || len(utf16.Encode([]rune(s))) <= cellLimit {
		return s
	}
	units := 0
	for i, r := range s {
		if units += len(utf16.Encode([]rune{r})); units > cellLimit-len(cutNote) {
			return s[:i] + cutNote
		}
	}
	return s
}

// close writes the rows, and a table over them, which gives the filters.
func (t *bookTable) close(all int64) error {
	t.rows = t.rows[max(0, len(t.rows)-bookRows):]
	if err := t.begin(); err != nil {
		return err
	}
	for i, row := range t.rows {
		if err := t.put(row, i+2); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(t.columns), max(len(t.rows), 1)+1)
	if err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	stripes := true
	table := &excelize.Table{Range: "A1:" + last, Name: "t_" + t.name, StyleName: "TableStyleLight1", ShowRowStripes: &stripes}
	if err := t.stream.AddTable(table); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	if err := t.stream.Flush(); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	t.book.about = append(t.book.about, aboutRow{t.name, int64(len(t.rows)), all})
	return nil
}

// save writes the first sheet, what the workbook is and holds, and then the file.
func (b *book) save(out io.Writer, facts [][2]string, meanings map[place]meaning) error {
	stream, err := b.file.NewStreamWriter("About")
	if err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	for i, w := range []float64{24, 14, 14, 90} {
		if err := stream.SetColWidth(i+1, i+1, w); err != nil {
			return fmt.Errorf("xlsx: %w", err)
		}
	}
	var rows [][]any
	for _, f := range facts {
		rows = append(rows, []any{f[0], cut(Harmless(f[1]))})
	}
	rows = append(rows, nil, b.headed("sheet", "rows here", "rows in all", "meaning"))
	for _, a := range b.about {
		rows = append(rows, []any{a.table, a.here, a.all, meanings[place{a.table, ""}].text})
	}
	for i, row := range rows {
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return fmt.Errorf("xlsx: %w", err)
		}
	}
	if err := stream.Flush(); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	if err := b.file.Write(out); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

func (b *book) headed(names ...string) []any {
	var row []any
	for _, n := range names {
		row = append(row, excelize.Cell{StyleID: b.header, Value: n})
	}
	return row
}
