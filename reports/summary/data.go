package summary

import (
	"context"
	"errors"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/week"
)

// data is all that the page is made from.
type data struct {
	run   report.Run
	facts report.Facts
	week.Figures

	trend     []point
	groups    []group
	movers    []mover
	said      []said
	quotes    []page.Quote
	weekly    []themeWeek
	themes    []theme
	coverage  []coverageWeek
	terms     []term
	rejects   []reject
	skipped   []skip
	releases  []release
	alarms    []alarm
	slopes    []slope
	control   []course
	impacts   []impact
	drifts    []drift
	multiples []segmentPoint
	claims    []claim
	audience  []audience
	weights   []weight
	years     []year
	unknown   []unknown
	asked     []asked
	plan      page.Section // demand against the plan, where planned
	planned   bool         // the published file has the marts of it
}

// load runs the queries of this folder. All results are small: a page is meant
// to be read.
func load(ctx context.Context, db *warehouse.DB, q mart.Queries, run report.Run, facts report.Facts) (data, error) {
	d := data{run: run, facts: facts}
	var err error
	d.Figures, err = week.Load(ctx, db)
	errs := []error{
		err,
		into(ctx, db, q, "trend", (*point).fields, &d.trend),
		into(ctx, db, q, "groups", (*group).fields, &d.groups),
		into(ctx, db, q, "movers", (*mover).fields, &d.movers),
		into(ctx, db, q, "said", (*said).fields, &d.said),
		into(ctx, db, q, "quotes", (*page.Quote).Fields, &d.quotes, run.Quotes),
		into(ctx, db, q, "weekly", (*themeWeek).fields, &d.weekly),
		into(ctx, db, q, "themes", (*theme).fields, &d.themes),
		into(ctx, db, q, "coverage", (*coverageWeek).fields, &d.coverage),
		into(ctx, db, q, "terms", (*term).fields, &d.terms),
		into(ctx, db, q, "rejects", (*reject).fields, &d.rejects),
		into(ctx, db, q, "skipped", (*skip).fields, &d.skipped),
		into(ctx, db, q, "releases", (*release).fields, &d.releases),
		into(ctx, db, q, "alarms", (*alarm).fields, &d.alarms),
		into(ctx, db, q, "slopes", (*slope).fields, &d.slopes),
		into(ctx, db, q, "control", (*course).fields, &d.control),
		into(ctx, db, q, "impact", (*impact).fields, &d.impacts),
		into(ctx, db, q, "drifts", (*drift).fields, &d.drifts),
		into(ctx, db, q, "multiples", (*segmentPoint).fields, &d.multiples),
		into(ctx, db, q, "claims", (*claim).fields, &d.claims),
		into(ctx, db, q, "heard", (*audience).fields, &d.audience),
		into(ctx, db, q, "dominance", (*weight).fields, &d.weights),
		into(ctx, db, q, "years", (*year).fields, &d.years),
		into(ctx, db, q, "identity", (*unknown).fields, &d.unknown),
		into(ctx, db, q, "answering", (*asked).fields, &d.asked),
	}
	return d, errors.Join(errs...)
}

func text(q mart.Queries, name string) string {
	sql, _ := q.Text(name) // embedded beside this file
	return sql
}

func into[T any](ctx context.Context, db *warehouse.DB, q mart.Queries, name string, fields func(*T) []any, list *[]T, args ...any) error {
	rows, err := mart.Select(ctx, db, q, name, fields, args...)
	*list = rows
	return err
}

// week is the last complete week in words.
func (d data) week() string { return figure.Span(d.facts.Week, d.lastDay()) }

func (d data) lastDay() time.Time { return d.facts.Week.AddDate(0, 0, 6) }

// nothing says that no feedback and no rating came in up to the run's day.
func (d data) nothing() bool { return d.facts.Newest.IsZero() }

// early says that the first week with any feedback or rating is not over yet.
func (d data) early() bool {
	return d.facts.Week.IsZero() || !d.Before && d.InWeek == 0 && !d.Rated()
}

// comparable says that changes may be stated: every source is fresh and there
// was something before.
func (d data) comparable() bool { return len(d.Stale()) == 0 && d.Before }
