package erase

import (
	"bytes"
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// IDs gives the feedback_id of each row of a Parquet file, in order; none where
// it has no such column. Nothing else of the file is read.
func IDs(ctx context.Context, path string) ([]int64, error) {
	source, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	defer source.Close()
	at := source.MetaData().Schema.ColumnIndexByName("feedback_id")
	if at < 0 {
		return nil, nil
	}
	reader, err := pqarrow.NewFileReader(source, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	groups := make([]int, source.NumRowGroups())
	for i := range groups {
		groups[i] = i
	}
	table, err := reader.ReadRowGroups(ctx, []int{at}, groups)
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	defer table.Release()
	return idsOf(table), nil
}

func idsOf(table arrow.Table) (ids []int64) {
	found := table.Schema().FieldIndices("feedback_id")
	if len(found) == 0 {
		return nil
	}
	for _, chunk := range table.Column(found[0]).Data().Chunks() {
		if numbers, is := chunk.(*array.Int64); is {
			for i := range numbers.Len() {
				ids = append(ids, numbers.Value(i))
			}
		}
	}
	return ids
}

// Texts gives what a Parquet file has of the words of records.
func Texts(ctx context.Context, content []byte, wanted map[int64]bool) (texts []string, err error) {
	table, err := read(ctx, content)
	if err != nil {
		return nil, err
	}
	defer table.Release()
	ids := idsOf(table)
	for i, f := range table.Schema().Fields() {
		if len(ids) == 0 || !spoken(f.Name) {
			continue
		}
		row := 0
		for _, chunk := range table.Column(i).Data().Chunks() {
			words, is := chunk.(*array.String)
			for k := range chunk.Len() {
				if is && wanted[ids[row]] && words.IsValid(k) && words.Value(k) != "" {
					texts = append(texts, words.Value(k))
				}
				row++
			}
		}
	}
	return texts, nil
}

func read(ctx context.Context, content []byte) (arrow.Table, error) {
	table, err := pqarrow.ReadTable(ctx, bytes.NewReader(content), parquet.NewReaderProperties(memory.DefaultAllocator), pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	return table, nil
}

// Parquet gives a file without the words, and whether any stood there.
func (w *Words) Parquet(ctx context.Context, content []byte) ([]byte, bool, error) {
	table, err := read(ctx, content)
	if err != nil {
		return nil, false, err
	}
	defer table.Release()
	ids, changed := idsOf(table), false
	var columns []arrow.Column
	for i, f := range table.Schema().Fields() {
		column := table.Column(i)
		if f.Type.ID() == arrow.STRING {
			var found bool
			column, found = w.column(column, f, ids)
			changed = changed || found
		}
		columns = append(columns, *column)
	}
	if !changed {
		return content, false, nil
	}
	cleaned := array.NewTable(table.Schema(), columns, table.NumRows())
	defer cleaned.Release()
	var out bytes.Buffer
	err = pqarrow.WriteTable(cleaned, &out, max(table.NumRows(), 1),
		parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy), parquet.WithDictionaryDefault(true)), pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return nil, false, fmt.Errorf("parquet: %w", err)
	}
	return out.Bytes(), true, nil
}

func (w *Words) column(column *arrow.Column, f arrow.Field, ids []int64) (*arrow.Column, bool) {
	builder := array.NewStringBuilder(memory.DefaultAllocator)
	defer builder.Release()
	row, changed := 0, false
	for _, chunk := range column.Data().Chunks() {
		words, is := chunk.(*array.String)
		for k := range chunk.Len() {
			if !is || words.IsNull(k) {
				builder.AppendNull()
			} else {
				text, found := w.cell(words.Value(k), f.Name, row < len(ids) && w.ids[ids[row]])
				changed = changed || found
				builder.Append(text)
			}
			row++
		}
	}
	values := builder.NewStringArray()
	chunked := arrow.NewChunked(f.Type, []arrow.Array{values})
	return arrow.NewColumn(f, chunked), changed
}
