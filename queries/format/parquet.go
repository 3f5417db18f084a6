package format

import (
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// typed writes columns with their types, as Parquet or Arrow. Types that the
// format does not have are text.
type typed struct {
	schema *arrow.Schema
	as     []bool // written as text
	to     interface {
		Write(arrow.Record) error
		Close() error
	}
}

// newParquet begins a file compressed with zstd.
func newParquet(w io.Writer, schema *arrow.Schema) (*typed, error) {
	t := plain(schema, inParquet)
	writer, err := pqarrow.NewFileWriter(t.schema, opened{w},
		parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithDictionaryDefault(true)),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	t.to = writer
	return t, err
}

// opened hides that the file can be closed: who opened it closes it.
type opened struct{ io.Writer }

// newArrow begins an IPC file, the form that pandas, polars and R read as a whole.
func newArrow(w io.Writer, schema *arrow.Schema) (*typed, error) {
	t := plain(schema, func(arrow.DataType) bool { return true })
	writer, err := ipc.NewFileWriter(&placed{to: w}, ipc.WithSchema(t.schema))
	t.to = writer
	return t, err
}

// placed is a writer that knows where it is, which is all the seeking that an
// IPC file asks for.
type placed struct {
	to io.Writer
	at int64
}

func (p *placed) Write(b []byte) (int, error) {
	n, err := p.to.Write(b)
	p.at += int64(n)
	return n, err
}

// Seek tells the place; it goes nowhere.
func (p *placed) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekCurrent {
		return 0, fmt.Errorf("no way back in a stream")
	}
	return p.at, nil
}

// plain has different names for all columns, and text for the types that do
// not fit.
func plain(schema *arrow.Schema, fits func(arrow.DataType) bool) *typed {
	t := &typed{as: make([]bool, schema.NumFields())}
	var fields []arrow.Field
	for i, name := range unlike(schema) {
		field := arrow.Field{Name: name, Type: schema.Field(i).Type, Nullable: true}
		if t.as[i] = !fits(field.Type); t.as[i] {
			field.Type = arrow.BinaryTypes.String
		}
		fields = append(fields, field)
	}
	t.schema = arrow.NewSchema(fields, nil)
	return t
}

// inParquet says whether the format has the type. A struct that is null inside
// a list comes back as one of nulls, so nested ones are text, too.
func inParquet(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.ListType:
		return isFlat(t.Elem())
	case *arrow.StructType:
		for _, f := range t.Fields() {
			if !isFlat(f.Type) {
				return false
			}
		}
		return t.NumFields() > 0
	case *arrow.MapType:
		return isFlat(t.KeyType()) && isFlat(t.ItemType())
	}
	return isFlat(t)
}

func isFlat(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.BOOL, arrow.STRING, arrow.LARGE_STRING, arrow.BINARY, arrow.LARGE_BINARY, arrow.DATE32, arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64, arrow.DECIMAL128:
		return true
	}
	return arrow.IsInteger(t.ID()) || t.ID() == arrow.FLOAT32 || t.ID() == arrow.FLOAT64
}

func (t *typed) record(r arrow.Record) error {
	columns := make([]arrow.Array, r.NumCols())
	for c := range columns {
		columns[c] = r.Column(c)
		if t.as[c] {
			columns[c] = texts(columns[c])
			defer columns[c].Release()
		}
	}
	record := array.NewRecord(t.schema, columns, r.NumRows())
	defer record.Release()
	return t.to.Write(record)
}

// texts is the column as text.
func texts(a arrow.Array) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	for i := range a.Len() {
		if null(a, i) {
			b.AppendNull()
		} else {
			b.Append(forPrograms().text(a, i))
		}
	}
	return b.NewArray()
}

func (t *typed) end() error { return t.to.Close() }
