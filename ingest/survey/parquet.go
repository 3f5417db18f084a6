package survey

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// maxPage bounds what a Parquet file may have unpacked at once; a damaged one
// may ask for more than there is.
const maxPage = 256 << 20

// parquetTable is a Parquet file as rows. The fields of a nested column are
// columns with dotted names; the values of a list are one cell with semicolons.
//
// It reads the columns by themselves and not by way of Arrow records, because
// that reader works in goroutines of its own, and a damaged page is a panic there that
// nobody can survive.
type parquetTable struct {
	file   *file.Reader
	group  int   // the next row group
	left   int64 // rows of the current one
	line   int64
	chunks []*chunk
	all    []column
	cells  []string
}

func openParquet(path string) (_ table, err error) {
	defer survive("Parquet file", &err)
	if err := checkPacked(path, 0); err != nil {
		return nil, err
	}
	properties := parquet.NewReaderProperties(limited{memory.DefaultAllocator})
	properties.BufferedStreamEnabled = true
	in, err := file.OpenParquetFile(path, false, file.WithReadProps(properties))
	if err != nil {
		return nil, fmt.Errorf("the file is cut off or no Parquet: its end is not that of a Parquet file: %w", err)
	}
	t := &parquetTable{file: in}
	schema := in.MetaData().Schema
	names := make([]string, schema.NumColumns())
	for i := range names {
		names[i] = pathName(schema.Column(i).ColumnPath())
	}
	t.all = heading([][]string{names})
	t.cells = make([]string, len(names))
	return t, nil
}

// pathName is the dotted name of a column, without what Parquet writes between
// a list and its elements.
func pathName(path parquet.ColumnPath) string {
	return strings.NewReplacer(".list.element", "", ".list.item", "", ".bag.array_element", "").Replace(path.String())
}

func (t *parquetTable) columns() []column { return t.all }

func (t *parquetTable) next() (_ row, err error) {
	defer survive("Parquet file", &err)
	for t.left == 0 {
		if t.group == t.file.NumRowGroups() {
			return row{}, io.EOF
		}
		if err := t.open(t.file.RowGroup(t.group)); err != nil {
			return row{}, t.damaged(err)
		}
		t.group++
	}
	for i, chunk := range t.chunks {
		if t.cells[i], err = chunk.cell(); err != nil {
			return row{}, t.damaged(err)
		}
	}
	t.left--
	t.line++
	return row{line: t.line, cells: t.cells}, nil
}

// open begins to read a row group.
func (t *parquetTable) open(group *file.RowGroupReader) error {
	t.left, t.chunks = group.NumRows(), nil
	for i := range t.cells {
		in, err := group.Column(i)
		if err != nil {
			return err
		}
		chunk, err := newChunk(in)
		if err != nil {
			return err
		}
		t.chunks = append(t.chunks, chunk)
	}
	return nil
}

func (t *parquetTable) damaged(err error) error {
	return fmt.Errorf("the Parquet file is damaged behind row %d: %w", t.line, err)
}

func (t *parquetTable) Close() error { return t.file.Close() }

// limited is an allocator that refuses what no page needs. The panic becomes
// an error of the file.
type limited struct{ memory.Allocator }

func (l limited) Allocate(size int) []byte {
	if size > maxPage {
		panic(errors.New("a page of more than 256 MB"))
	}
	return l.Allocator.Allocate(size)
}

func (l limited) Reallocate(size int, b []byte) []byte {
	if size > maxPage {
		panic(errors.New("a page of more than 256 MB"))
	}
	return l.Allocator.Reallocate(size, b)
}
