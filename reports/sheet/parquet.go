package sheet

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// batchRows is how many rows are built before they are written.
const batchRows = 20_000

// parquetTable writes rows as Parquet: dates, moments and numbers keep their
// types, and texts are as they are, for no spreadsheet runs them.
type parquetTable struct {
	columns []column
	builder *array.RecordBuilder
	writer  *pqarrow.FileWriter
	waiting int
}

// newParquetTable begins a file. What the table and its columns mean stands in
// the schema's metadata.
func newParquetTable(out io.Writer, columns []column, table string, meanings map[place]meaning) (*parquetTable, error) {
	var fields []arrow.Field
	for _, c := range columns {
		note := arrow.NewMetadata([]string{"meaning"}, []string{meanings[place{table, c.name}].text})
		fields = append(fields, arrow.Field{Name: c.name, Type: arrowType(c.kind), Nullable: true, Metadata: note})
	}
	about := arrow.NewMetadata([]string{"table", "meaning"}, []string{table, meanings[place{table, ""}].text})
	schema := arrow.NewSchema(fields, &about)
	writer, err := pqarrow.NewFileWriter(schema, out,
		parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy), parquet.WithDictionaryDefault(true)),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	return &parquetTable{columns: columns, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), writer: writer}, nil
}

func arrowType(k kind) arrow.DataType {
	switch k {
	case wholeKind:
		return arrow.PrimitiveTypes.Int64
	case numberKind:
		return arrow.PrimitiveTypes.Float64
	case truthKind:
		return arrow.FixedWidthTypes.Boolean
	case dateKind:
		return arrow.FixedWidthTypes.Date32
	case momentKind:
		return arrow.FixedWidthTypes.Timestamp_us
	}
	return arrow.BinaryTypes.String
}

func (p *parquetTable) write(row []any) error {
	for i, value := range row {
		if err := appendValue(p.builder.Field(i), value); err != nil {
			return fmt.Errorf("parquet: column %s: %w", p.columns[i].name, err)
		}
	}
	if p.waiting++; p.waiting == batchRows {
		return p.flush()
	}
	return nil
}

// appendValue adds a value to a column of its kind; what is no number is null, as
// in the CSV file.
func appendValue(to array.Builder, value any) error {
	switch b := to.(type) {
	case *array.StringBuilder:
		if s, ok := value.(string); ok {
			b.Append(strings.ToValidUTF8(s, "\uFFFD"))
			return nil
		}
	case *array.Int64Builder:
		switch v := value.(type) {
		case int64:
			b.Append(v)
			return nil
		case int32:
			b.Append(int64(v))
			return nil
		case int16:
			b.Append(int64(v))
			return nil
		}
	case *array.Float64Builder:
		if v, ok := value.(float64); ok && !math.IsNaN(v) && !math.IsInf(v, 0) {
			b.Append(v)
			return nil
		} else if ok {
			value = nil
		}
	case *array.BooleanBuilder:
		if v, ok := value.(bool); ok {
			b.Append(v)
			return nil
		}
	case *array.Date32Builder:
		if v, ok := value.(time.Time); ok {
			b.Append(arrow.Date32FromTime(v))
			return nil
		}
	case *array.TimestampBuilder:
		if v, ok := value.(time.Time); ok {
			b.Append(arrow.Timestamp(v.UnixMicro()))
			return nil
		}
	}
	if value != nil {
		return fmt.Errorf("a value of type %T: cast it in the query", value)
	}
	to.AppendNull()
	return nil
}

func (p *parquetTable) flush() error {
	record := p.builder.NewRecord()
	defer record.Release()
	p.waiting = 0
	if err := p.writer.Write(record); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}

// close writes what waits and the file's foot.
func (p *parquetTable) close() error {
	defer p.builder.Release()
	if p.waiting > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if err := p.writer.Close(); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}
