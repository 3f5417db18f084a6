package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/mapping"
)

// source is a query on a database.
type source struct {
	address address
	query   *query
	cursor  *cursor // nil: everything is read each time
	timeout time.Duration
	record  mapping.Record
	whole   bool
	zone    *time.Location
}

// Check reports what a schema cannot say.
func (s Settings) Check(problem func(path, message, hint string)) {
	if s.Query != "" {
		_, err := s.source(time.UTC)
		each(err, problem)
	}
	s.Record.Check("", nil, problem)
	for i, f := range s.Feedback {
		noEach(fmt.Sprintf("feedback[%d].each", i), f.Each, problem)
	}
	for i, r := range s.Ratings {
		noEach(fmt.Sprintf("ratings[%d].each", i), r.Each, problem)
	}
}

func noEach(path, text string, problem func(path, message, hint string)) {
	if text != "" {
		problem(path, "is for APIs: a row holds no list", "let the query give one row for each")
	}
}

// each reports errors whose text begins with a key.
func each(err error, problem func(path, message, hint string)) {
	if err == nil {
		return
	}
	all := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		all = joined.Unwrap()
	}
	for _, one := range all {
		path, message, _ := strings.Cut(one.Error(), ": ")
		problem(path, message, "")
	}
}

// source reads the settings. Each of the errors begins with a key.
func (s Settings) source(zone *time.Location) (*source, error) {
	one := &source{record: s.Record, whole: s.Whole, zone: zone}
	var problems []error
	var err error
	one.address, err = s.address()
	problems = append(problems, err)
	if one.query, err = newQuery(s.Query, one.address.system, s.Cursor.Column); err != nil {
		problems = append(problems, fmt.Errorf("query: %w", err))
	}
	own := zone
	if s.TimeZone != "" {
		if own, err = time.LoadLocation(s.TimeZone); err != nil {
			own = zone // Record.Check tells it
		}
	}
	one.cursor, err = newCursor(s.Cursor, own)
	problems = append(problems, err)
	if one.timeout, err = time.ParseDuration(cmp.Or(s.Timeout, "10m")); err != nil || one.timeout < time.Second {
		problems = append(problems, fmt.Errorf("timeout: %q is none of a second or more: write 90s or 10m", s.Timeout))
	}
	return one, errors.Join(problems...)
}

// Live makes the source. It shares nothing with APIs.
func (s Settings) Live(_ *api.Hosts, zone *time.Location) (ingest.Live, error) {
	var problems []error
	s.Check(func(path, message, _ string) { problems = append(problems, errors.New(path+": "+message)) })
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return s.source(zone)
}

// Streams is the query's rows.
func (s *source) Streams(context.Context) ([]ingest.Stream, error) {
	return []ingest.Stream{{Name: "query", Whole: s.whole, Pull: s.pull}}, nil
}

// column is an expression: a column of the query's, by its number.
type column int

// Values is the column's value in a row.
func (c column) Values(_ context.Context, from, _ any) ([]any, error) {
	return from.([]any)[c : c+1], nil
}

// language finds columns by their names, as they are written or else whatever
// their case.
func language(names []string) mapping.Language {
	return func(text string) (mapping.Expression, error) {
		for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
			var found []column
			for i, name := range names {
				if same(name, strings.TrimSpace(text)) {
					found = append(found, column(i))
				}
			}
			switch {
			case len(found) > 1:
				return nil, fmt.Errorf("the query has %d columns %q: give them other names with as", len(found), text)
			case len(found) == 1:
				return found[0], nil
			}
		}
		return nil, fmt.Errorf("the query has no column %q: it has %s", text, strings.Join(names, ", "))
	}
}
