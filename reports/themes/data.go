package themes

import (
	"context"
	"errors"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/report"
)

// data is what all pages are made from, by theme.
type data struct {
	run      report.Run
	facts    report.Facts
	stale    bool // a source is silent: nothing is compared
	before   bool // there was something before the last complete week
	list     []theme
	names    map[string]string
	weeks    map[string][]week
	groups   map[string][]group
	quotes   map[string][]page.Quote
	words    map[string][]word
	items    map[string][]item
	impacts  map[string][]impact
	claims   map[string][]claim
	releases []release
	labels   map[string][]quality
}

// theme is one theme with its newest figures.
type theme struct {
	id, name, parent, owner, description string
	people, exposure                     int64
	share, shareLow, shareHigh           *float64
	positive, negative                   int64
	net, netLow, netHigh                 *float64
	now, exposureNow, base, exposureBase int64
	ratio, ratioLow, ratioHigh, q        *float64
	direction, verdict                   string
	slope, slopeLow, slopeHigh, slopeQ   *float64
	slopePeople, slopeWeeks              int64
	course, courseVerdict                string
}

func (t *theme) fields() []any {
	return []any{
		&t.id, &t.name, &t.parent, &t.owner, &t.description, &t.people, &t.exposure, &t.share, &t.shareLow, &t.shareHigh,
		&t.positive, &t.negative, &t.net, &t.netLow, &t.netHigh, &t.now, &t.exposureNow, &t.base, &t.exposureBase,
		&t.ratio, &t.ratioLow, &t.ratioHigh, &t.q, &t.direction, &t.verdict,
		&t.slope, &t.slopeLow, &t.slopeHigh, &t.slopeQ, &t.slopePeople, &t.slopeWeeks, &t.course, &t.courseVerdict,
	}
}

// week is a point of a theme's share of people (week) or net sentiment (r4).
type week struct {
	theme, kind      string
	monday           time.Time
	people, exposure int64
	value, low, high float64
}

// group is a theme's share of the people of a segment, plan or channel.
type group struct {
	theme, dimension, value string
	people, exposure        int64
	share, low, high        float64
}

// word is how a theme was found.
type word struct {
	theme, words string
	n            int64
}

// item is an item of the plan with the theme's label.
type item struct{ theme, key, kind, title, state, release, url string }

// impact is what the theme goes along with in one measure.
type impact struct {
	theme, metric, convention, figure string
	n, with                           int64
	scoreWith, scoreWithout           *float64
	impact, low, high, q              *float64
	verdict                           string
}

// claim is what was said of a release about the theme.
type claim struct {
	theme, release, expected string
	released, check          *time.Time
	before, after            int64
	ratio, low, high, q      *float64
	verdict                  string
}

type release struct {
	name string
	on   time.Time
}

// quotations is how many a theme's page shows at most.
const quotations = 12

func load(ctx context.Context, db *warehouse.DB, q mart.Queries, run report.Run, facts report.Facts) (data, error) {
	d := data{run: run, facts: facts, names: map[string]string{}}
	state, err := q.Text("state")
	if err != nil {
		return d, err
	}
	shown := min(run.Quotes*4, quotations)
	var errs [11]error
	errs[0] = db.Row(ctx, state, nil, &d.stale, &d.before)
	d.list, errs[1] = mart.Select(ctx, db, q, "list", (*theme).fields)
	d.weeks, errs[2] = byTheme(ctx, db, q, "weeks", func(w *week) []any {
		return []any{&w.theme, &w.kind, &w.monday, &w.people, &w.exposure, &w.value, &w.low, &w.high}
	}, func(w week) string { return w.theme })
	d.groups, errs[3] = byTheme(ctx, db, q, "groups", func(g *group) []any {
		return []any{&g.theme, &g.dimension, &g.value, &g.people, &g.exposure, &g.share, &g.low, &g.high}
	}, func(g group) string { return g.theme })
	d.quotes, errs[4] = byTheme(ctx, db, q, "quotes", (*page.Quote).Fields, func(p page.Quote) string { return p.Theme }, shown)
	d.words, errs[5] = byTheme(ctx, db, q, "words", func(w *word) []any { return []any{&w.theme, &w.words, &w.n} }, func(w word) string { return w.theme })
	d.items, errs[6] = byTheme(ctx, db, q, "items", func(i *item) []any {
		return []any{&i.theme, &i.key, &i.kind, &i.title, &i.state, &i.release, &i.url}
	}, func(i item) string { return i.theme })
	d.impacts, errs[7] = byTheme(ctx, db, q, "impact", func(i *impact) []any {
		return []any{&i.theme, &i.metric, &i.convention, &i.figure, &i.n, &i.with, &i.scoreWith, &i.scoreWithout, &i.impact, &i.low, &i.high, &i.q, &i.verdict}
	}, func(i impact) string { return i.theme })
	d.claims, errs[8] = byTheme(ctx, db, q, "claims", func(c *claim) []any {
		return []any{&c.theme, &c.release, &c.expected, &c.released, &c.check, &c.before, &c.after, &c.ratio, &c.low, &c.high, &c.q, &c.verdict}
	}, func(c claim) string { return c.theme })
	d.releases, errs[9] = mart.Select(ctx, db, q, "releases", func(r *release) []any { return []any{&r.name, &r.on} })
	d.labels, errs[10] = byTheme(ctx, db, q, "labels", (*quality).fields, func(l quality) string { return l.theme })
	for _, t := range d.list {
		d.names[t.id] = t.name
	}
	return d, errors.Join(errs[:]...)
}

// byTheme reads a query's rows into a list for each theme, in their order.
func byTheme[T any](ctx context.Context, db *warehouse.DB, q mart.Queries, name string, fields func(*T) []any, theme func(T) string, args ...any) (map[string][]T, error) {
	rows, err := mart.Select(ctx, db, q, name, fields, args...)
	all := map[string][]T{}
	for _, row := range rows {
		all[theme(row)] = append(all[theme(row)], row)
	}
	return all, err
}

// comparable says that changes may be stated.
func (d data) comparable() bool { return !d.stale && d.before }
