// Package week reads the figures of the last complete week that the summary
// page and the mail both state, so that they say the same. It reads the
// published file and writes nothing.
package week

import (
	"context"
	"embed"
	"errors"
	"slices"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
)

//go:embed *.sql
var files embed.FS

// Figures are those of the last complete week.
type Figures struct {
	Before bool  // there was anything before the week
	InWeek int64 // feedback in the week

	Scores    []Score // satisfaction, newest complete period of each length
	Sentiment []Score
	People    []Score
	Unthemed  []Score
	Sources   []Source
}

// Queries are the SQL behind the figures.
func Queries() mart.Queries { return mart.NewQueries(files) }

// Load runs them. All results are small.
func Load(ctx context.Context, db *warehouse.DB) (f Figures, err error) {
	q := Queries()
	before, err := q.Text("before")
	if err != nil {
		return f, err
	}
	errs := []error{db.Row(ctx, before, nil, &f.Before, &f.InWeek)}
	for name, into := range map[string]*[]Score{"scores": &f.Scores, "sentiment": &f.Sentiment, "people": &f.People, "unthemed": &f.Unthemed} {
		*into, err = mart.Select(ctx, db, q, name, (*Score).Fields)
		errs = append(errs, err)
	}
	f.Sources, err = mart.Select(ctx, db, q, "freshness", (*Source).fields)
	return f, errors.Join(append(errs, err)...)
}

// Strip is the five measures in their order; one without data has N = 0. The
// sentiment is that of what is said of themes.
func (f Figures) Strip() []Score {
	list := make([]Score, 0, 5)
	add := func(metric string, s Score, found bool) {
		if !found {
			s = Score{Metric: metric}
		}
		list = append(list, s)
	}
	for _, metric := range []string{"nps", "csat"} {
		s, found := Find(metric, f.Scores)
		add(metric, s, found)
	}
	s, found := Choose("sentiment", "", f.Sentiment)
	add("sentiment", s, found)
	s, found = Find("people", f.People)
	add("people", s, found)
	s, found = Find("unthemed", f.Unthemed)
	add("unthemed", s, found)
	return list
}

// Stale lists the sources that are later than they usually are.
func (f Figures) Stale() []Source {
	return slices.DeleteFunc(slices.Clone(f.Sources), func(s Source) bool { return !s.Stale })
}

// Rated says that there were ratings in the week.
func (f Figures) Rated() bool {
	return slices.ContainsFunc(f.Scores, func(s Score) bool { return s.Kind == "week" })
}
