package queries

import (
	"context"
	"fmt"

	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

// Option is one value that a parameter can have.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"` // for people
}

// Options are the values that a parameter can have, of the newest publication;
// none where it can be anything. user is whose share of the pool it takes.
func (p Param) Options(ctx context.Context, pool *reader.Pool, user string) (all []Option, err error) {
	for _, choice := range p.Choices {
		all = append(all, Option{choice, choice})
	}
	if p.OptionsSQL() == "" {
		return all, nil
	}
	err = pool.Ask(ctx, user, reader.Query{SQL: p.OptionsSQL()}, func(answer reader.Answer) error {
		for answer.Records.Next() {
			record := answer.Records.Record()
			for i := range int(record.NumRows()) {
				value, _ := format.Text(record.Column(0), i)
				label, _ := format.Text(record.Column(1), i)
				all = append(all, Option{value, label})
			}
		}
		return answer.Records.Err()
	})
	return all, err
}

// Known tells of a given value that nothing published goes by: a theme that is
// not there has no answer, and that is no news.
func (q Question) Known(ctx context.Context, pool *reader.Pool, user string, given map[string]string) error {
	for _, p := range q.Params {
		text := given[p.Name]
		if text == "" || p.OptionsSQL() == "" {
			continue
		}
		options, err := p.Options(ctx, pool, user)
		if err != nil {
			return err
		}
		var values []string
		found := false
		for _, o := range options {
			values = append(values, o.Value)
			found = found || o.Value == text
		}
		if !found {
			return fmt.Errorf("query %s: parameter %s: no %s is called %q%s", q.Name, p.Name, p.Type, text, meant(text, values))
		}
	}
	return nil
}
