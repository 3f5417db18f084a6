package queries

import (
	"context"
	"errors"

	"github.com/earshot/earshot/queries/reader"
)

// Check asks the question with its defaults and tells what is wrong with it:
// its header, its SQL, a chart of columns that the answer does not have. An
// error is one of the asking, such as reader.ErrUnpublished.
func (q Question) Check(ctx context.Context, pool *reader.Pool) (Problems, error) {
	query, err := q.Query(nil)
	if err != nil {
		return q.Problems, nil
	}
	query.Rows = 1
	var missing Problems
	err = pool.Ask(ctx, "check", query, func(answer reader.Answer) error {
		var columns []string
		for _, field := range answer.Schema.Fields() {
			columns = append(columns, field.Name)
		}
		if q.Chart != nil {
			missing = q.Chart.missing(q.File, columns)
		}
		return nil
	})
	var refused *reader.Refused
	var failed *reader.Failed
	switch {
	case errors.As(err, &refused):
		return Problems{{q.File, max(1, refused.Line), refused.Reason}}, nil
	case errors.As(err, &failed):
		return Problems{{q.File, max(1, failed.Line), failed.Message}}, nil
	case errors.Is(err, reader.ErrTimeout), errors.Is(err, reader.ErrMemory):
		return Problems{{q.File, 1, err.Error()}}, nil
	}
	return missing, err
}
