package ingest

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// landed is one record with what the landing adds to it.
type landed[T any] struct {
	rec       *T
	source    string
	stream    string
	id        int64
	personKey string
	segments  string // as JSON
	zone      *time.Location
	keys      []string // Person: the person key of each address
}

// together is how many records are put into the columns at a time: so many that
// the work goes column by column, so few that they are still in the cache.
const together = 256

// rows collects the records of one landing table as an Arrow record.
type rows[T any] struct {
	table   string
	columns []column[T]
	hashes  *numbers[int64] // of the records' contents
	held    []landed[T]     // not in the columns yet
	sums    []uint64        // for held
	n       int             // in the columns
}

func newRows[T any](table string, columns []column[T]) *rows[T] {
	hashes := &numbers[int64]{kind: arrow.PrimitiveTypes.Int64}
	return &rows[T]{table: table, hashes: hashes, columns: append(columns, column[T]{name: "content_hash", cells: hashes})}
}

func (t *rows[T]) add(r landed[T]) {
	if t.held == nil {
		t.held, t.sums = make([]landed[T], 0, together), make([]uint64, together)
	}
	t.held = append(t.held, r)
	if len(t.held) == together {
		t.fill()
	}
}

// fill puts the held records into the columns. The content's hash is the sum of
// the hashes of its values, each of which is mixed with its column's name.
func (t *rows[T]) fill() {
	sums := t.sums[:len(t.held)]
	clear(sums)
	for _, c := range t.columns {
		if c.fill != nil {
			c.fill(t.held, sums)
		}
	}
	for _, sum := range sums {
		t.hashes.add(int64(sum))
	}
	t.n += len(t.held)
	clear(t.held) // what they point to is no longer needed
	t.held = t.held[:0]
}

// take hands over what was collected, nothing when there is nothing.
func (t *rows[T]) take(into map[string]arrow.Record) {
	t.fill()
	if t.n == 0 {
		return
	}
	fields, arrays := make([]arrow.Field, len(t.columns)), make([]arrow.Array, len(t.columns))
	for i, c := range t.columns {
		arrays[i] = c.cells.take()
		// What is never null needs no note of it for each row.
		fields[i] = arrow.Field{Name: c.name, Type: arrays[i].DataType(), Nullable: arrays[i].NullN() > 0}
	}
	into[t.table] = array.NewRecord(arrow.NewSchema(fields, nil), arrays, int64(t.n))
	t.n = 0
}
