package survey

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/parquet/file"
)

// chunkBatch is how many values of a column are held at a time.
const chunkBatch = 1024

// chunk reads one column of one row group. Its levels say, as the Parquet
// format has it, where a value is missing (the definition is less than the
// highest one) and where a row begins (the repetition is 0).
type chunk struct {
	in            file.ColumnChunkReader
	fill          fill
	defined       int16 // definition level of a value that is there
	list          bool
	defs, reps    []int16
	values        []string
	levels, at    int // levels read, and the next one
	value, filled int // the next value, and values read
}

// fill reads a batch: levels, and the values that are there as text.
type fill func(defs, reps []int16, values []string) (levels, filled int, err error)

func newChunk(in file.ColumnChunkReader) (*chunk, error) {
	column := in.Descriptor()
	c := &chunk{in: in, defined: column.MaxDefinitionLevel(), list: column.MaxRepetitionLevel() > 0,
		defs: make([]int16, chunkBatch), reps: make([]int16, chunkBatch), values: make([]string, chunkBatch)}
	kind := column.LogicalType()
	switch in := in.(type) {
	case *file.BooleanColumnChunkReader:
		c.fill = typed(in.ReadBatch, boolean)
	case *file.Int32ColumnChunkReader:
		c.fill = typed(in.ReadBatch, integer32(kind))
	case *file.Int64ColumnChunkReader:
		c.fill = typed(in.ReadBatch, integer64(kind))
	case *file.Int96ColumnChunkReader:
		c.fill = typed(in.ReadBatch, int96)
	case *file.Float32ColumnChunkReader:
		c.fill = typed(in.ReadBatch, float32Text)
	case *file.Float64ColumnChunkReader:
		c.fill = typed(in.ReadBatch, figure)
	case *file.ByteArrayColumnChunkReader:
		c.fill = typed(in.ReadBatch, byteArray(kind))
	case *file.FixedLenByteArrayColumnChunkReader:
		c.fill = typed(in.ReadBatch, fixedBytes(kind))
	default:
		return nil, fmt.Errorf("a column of unknown type %v", column.PhysicalType())
	}
	return c, nil
}

// typed reads the values of one type and writes them as text.
func typed[T any](read func(int64, []T, []int16, []int16) (int64, int, error), write func(T) string) fill {
	buf := make([]T, chunkBatch)
	return func(defs, reps []int16, values []string) (int, int, error) {
		levels, filled, err := read(int64(len(buf)), buf, defs, reps)
		for i := range filled {
			values[i] = write(buf[i])
		}
		return int(levels), filled, err
	}
}

// cell is the value of the next row; those of a list are joined.
func (c *chunk) cell() (string, error) {
	if !c.list {
		if more, err := c.more(); !more {
			return "", firstError(err, errShort)
		}
		return c.take()
	}
	var cells []string
	for began := false; ; began = true {
		more, err := c.more()
		switch {
		case err != nil:
			return "", err
		case !more && !began:
			return "", errShort
		case !more, began && c.reps[c.at] == 0:
			return strings.Join(cells, "; "), nil
		}
		cell, err := c.take()
		if err != nil {
			return "", err
		}
		if cell != "" {
			cells = append(cells, cell)
		}
	}
}

var errShort = errors.New("a column has fewer values than the file has rows")

// more tells whether a level is left, and reads on where it must.
func (c *chunk) more() (bool, error) {
	if c.at < c.levels {
		return true, nil
	}
	var err error
	c.levels, c.filled, err = c.fill(c.defs, c.reps, c.values)
	c.at, c.value = 0, 0
	return c.levels > 0, firstError(err, c.in.Err())
}

// take gives the value at the next level, empty where there is none.
func (c *chunk) take() (string, error) {
	there := c.defined == 0 || c.defs[c.at] == c.defined
	c.at++
	if !there {
		return "", nil
	}
	if c.value == c.filled {
		return "", errShort
	}
	c.value++
	return c.values[c.value-1], nil
}
