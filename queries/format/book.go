package format

import (
	"fmt"
	"io"
	"math"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/xuri/excelize/v2"
)

const (
	sheetRows  = 1<<20 - 1        // below the header: what a sheet holds
	cellUnits  = 32_767           // UTF-16 units of a cell: excelize cuts silently, we say so
	cutNote    = " […]"           // at the end of a text that was cut
	exactWhole = int64(1)<<53 - 1 // the largest whole number of a spreadsheet
)

// book is a workbook with the answer as its one sheet, whose header stays in
// sight and filters.
type book struct {
	to     io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	names  []string
	styles map[arrow.Type]int
	header int
	rows   int
}

func newBook(w io.Writer, schema *arrow.Schema) (*book, error) {
	b := &book{to: w, file: excelize.NewFile(), names: unlike(schema), styles: map[arrow.Type]int{}}
	if err := b.file.SetSheetName("Sheet1", "answer"); err != nil {
		return nil, err
	}
	var err error
	if b.header, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, err
	}
	for kind, format := range map[arrow.Type]string{arrow.DATE32: "yyyy-mm-dd", arrow.TIMESTAMP: "yyyy-mm-dd hh:mm:ss"} {
		if b.styles[kind], err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
	}
	if b.stream, err = b.file.NewStreamWriter("answer"); err != nil {
		return nil, err
	}
	return b, b.begin(schema)
}

// begin writes the header and the columns' widths.
func (b *book) begin(schema *arrow.Schema) error {
	for i, f := range schema.Fields() {
		width := max(10, utf8.RuneCountInString(f.Name)+4)
		switch f.Type.ID() {
		case arrow.STRING, arrow.LIST, arrow.STRUCT, arrow.MAP:
			width = max(width, 28)
		case arrow.TIMESTAMP:
			width = max(width, 20)
		}
		if err := b.stream.SetColWidth(i+1, i+1, float64(min(width, 60))); err != nil {
			return err
		}
	}
	if err := b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	var row []any
	for _, name := range b.names {
		row = append(row, excelize.Cell{StyleID: b.header, Value: cut(Harmless(name))})
	}
	return b.stream.SetRow("A1", row)
}

func (b *book) record(r arrow.Record) error {
	for i := range int(r.NumRows()) {
		if b.rows++; b.rows > sheetRows {
			return fmt.Errorf("a sheet holds %d rows: ask for fewer, or take parquet", sheetRows)
		}
		row := make([]any, r.NumCols())
		for c := range row {
			row[c] = b.cell(r.Column(c), i)
		}
		if err := b.stream.SetRow(fmt.Sprintf("A%d", b.rows+1), row); err != nil {
			return err
		}
	}
	return nil
}

// cell is a value as a spreadsheet has it. What it would round (whole numbers
// and decimals of more than 15 digits) or not know (days before 1900) is text.
func (b *book) cell(a arrow.Array, i int) any {
	if null(a, i) {
		return nil
	}
	text := func() any { return cut(Harmless(forPrograms().text(a, i))) }
	row := i
	switch v := resolve(a, &row).(type) {
	case *array.Boolean:
		return v.Value(row)
	case *array.Float32:
		return finite(float64(v.Value(row)))
	case *array.Float64:
		return finite(v.Value(row))
	case *array.Decimal128:
		if v.DataType().(*arrow.Decimal128Type).Precision > 15 && v.Value(row).Abs().ToFloat64(0) > float64(exactWhole) {
			return text()
		}
		return v.Value(row).ToFloat64(v.DataType().(*arrow.Decimal128Type).Scale)
	case *array.Date32:
		return b.moment(v.Value(row).ToTime(), arrow.DATE32, text)
	case *array.Timestamp:
		return b.moment(v.Value(row).ToTime(v.DataType().(*arrow.TimestampType).Unit).UTC(), arrow.TIMESTAMP, text)
	}
	if n, ok := whole(a, i); ok && n <= exactWhole && n >= -exactWhole {
		return n
	}
	return text()
}

// whole is the value of a column of whole numbers.
func whole(a arrow.Array, i int) (n int64, ok bool) {
	if !arrow.IsInteger(a.DataType().ID()) {
		return 0, false
	}
	_, err := fmt.Sscan(a.ValueStr(i), &n)
	return n, err == nil
}

// finite leaves what is no number empty: a spreadsheet has no infinity.
func finite(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}

func (b *book) moment(at time.Time, kind arrow.Type, text func() any) any {
	if at.Year() < 1901 || at.Year() > 9999 {
		return text()
	}
	return excelize.Cell{StyleID: b.styles[kind], Value: at}
}

// cut shortens a text that a cell cannot hold and says so at its end.
func cut(s string) string {
	if len(s) <= cellUnits || len(utf16.Encode([]rune(s))) <= cellUnits {
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > cellUnits-len(cutNote) {
			return s[:i] + cutNote
		}
	}
	return s
}

func (b *book) end() error {
	last, err := excelize.CoordinatesToCellName(len(b.names), max(b.rows, 1)+1)
	if err != nil {
		return err
	}
	stripes := true
	err = b.stream.AddTable(&excelize.Table{Range: "A1:" + last, Name: "answer", StyleName: "TableStyleLight1", ShowRowStripes: &stripes})
	if err != nil {
		return err
	}
	if err := b.stream.Flush(); err != nil {
		return err
	}
	return b.file.Write(b.to)
}
