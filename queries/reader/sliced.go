package reader

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/earshot/earshot/internal/warehouse"
)

// slice is how many rows are turned to Arrow at once: 100 of DuckDB's row
// groups' vectors, so that an answer is never held twice.
const slice = 204_800

// sliced reads the kept answer piece by piece.
type sliced struct {
	ctx    context.Context
	db     *warehouse.DB
	rows   int64 // to give in all
	next   int64 // where the next slice begins
	part   array.RecordReader
	schema *arrow.Schema
	err    error
	refs   atomic.Int64
}

var _ array.RecordReader = (*sliced)(nil)

func newSlices(ctx context.Context, db *warehouse.DB, rows int64) (*sliced, error) {
	s := &sliced{ctx: ctx, db: db, rows: rows}
	s.refs.Store(1)
	if err := s.cut(); err != nil {
		return nil, err
	}
	s.schema = s.part.Schema()
	return s, nil
}

// cut reads the next slice in place of the last.
func (s *sliced) cut() error {
	if s.part != nil {
		s.part.Release()
		s.part = nil
	}
	part, err := s.db.Arrow(s.ctx, fmt.Sprintf("select * from %s limit %d offset %d", kept, min(slice, s.rows-s.next), s.next))
	if err != nil {
		return explain(err, 0)
	}
	s.part, s.next = part, s.next+slice
	return nil
}

func (s *sliced) Schema() *arrow.Schema { return s.schema }

func (s *sliced) Next() bool {
	for s.err == nil {
		if s.err = s.ctx.Err(); s.err != nil {
			return false
		}
		if s.part.Next() {
			return true
		}
		if s.err = s.part.Err(); s.err != nil || s.next >= s.rows {
			return false
		}
		s.err = s.cut()
	}
	return false
}

func (s *sliced) Record() arrow.Record { return s.part.Record() }
func (s *sliced) Err() error           { return s.err }
func (s *sliced) Retain()              { s.refs.Add(1) }

func (s *sliced) Release() {
	if s.refs.Add(-1) == 0 && s.part != nil {
		s.part.Release()
		s.part = nil
	}
}
