package web

import (
	"context"

	"github.com/earshot/earshot/queries/reader"
)

// options are the values that a SELECT of the saved questions lists.
func (s *Server) options(ctx context.Context, v visit, sql string) ([]option, error) {
	var t *table
	err := s.Pool.Ask(ctx, v.User.Name, reader.Query{SQL: sql, Rows: shownRows}, func(from reader.Answer) (err error) {
		t, err = readTable(from)
		return err
	})
	if err != nil {
		_, err = s.explain(err)
		return nil, err
	}
	var all []option
	for _, row := range t.records() {
		all = append(all, option{row["value"], row["label"]})
	}
	return all, nil
}
