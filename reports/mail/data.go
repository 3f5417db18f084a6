package mail

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/week"
)

// Data is all that the mails of one run are made from.
type Data struct {
	run   report.Run
	facts report.Facts
	week.Figures

	groups      []segmentScore
	movers      []mover
	quotes      []quote
	alarms      []alarm
	claims      []claim
	unheard     []silentGroup
	items       []item
	plan        []planned
	untold      []untold
	invitations []invitation // one, or none

	all   int             // themes that were tested together, also those of no interest to a reader
	known map[string]bool // the tables of the file
}

// Load reads what the mails of the published file db say. A mart that the file
// lacks is no error, but for those that every file has had.
func Load(ctx context.Context, db *warehouse.DB, run report.Run) (Data, error) {
	facts, err := report.ReadFacts(ctx, db)
	if err != nil {
		return Data{}, err
	}
	d := Data{run: run.Fill(facts), facts: facts}
	q := mart.NewQueries(files)
	if d.known, err = tables(ctx, db, q); err != nil {
		return d, err
	}
	d.Figures, err = week.Load(ctx, db)
	err = errors.Join(
		err,
		into(ctx, db, q, "groups", (*segmentScore).fields, &d.groups),
		into(ctx, db, q, "movers", (*mover).fields, &d.movers),
		into(ctx, db, q, "quotes", (*quote).fields, &d.quotes),
		optional(ctx, db, q, d.known, "alarms", "alarms", (*alarm).fields, &d.alarms),
		optional(ctx, db, q, d.known, "release_verdicts", "verdicts", (*claim).fields, &d.claims),
		optional(ctx, db, q, d.known, "unheard", "unheard", (*silentGroup).fields, &d.unheard),
		optional(ctx, db, q, d.known, "theme_items", "items", (*item).fields, &d.items),
		optional(ctx, db, q, d.known, "demand_vs_plan", "plan", (*planned).fields, &d.plan),
		optional(ctx, db, q, d.known, "people_to_tell", "tell", (*untold).fields, &d.untold),
		optional(ctx, db, q, d.known, "people_to_invite", "invite", (*invitation).fields, &d.invitations),
	)
	d.all = len(d.movers)
	return d, err
}

func tables(ctx context.Context, db *warehouse.DB, q mart.Queries) (map[string]bool, error) {
	names, err := mart.Select(ctx, db, q, "tables", func(name *string) []any { return []any{name} })
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	return known, err
}

func into[T any](ctx context.Context, db *warehouse.DB, q mart.Queries, name string, fields func(*T) []any, list *[]T) error {
	rows, err := mart.Select(ctx, db, q, name, fields)
	*list = rows
	return err
}

// optional is into where the file has the table.
func optional[T any](ctx context.Context, db *warehouse.DB, q mart.Queries, known map[string]bool, table, name string, fields func(*T) []any, list *[]T) error {
	if !known[table] {
		return nil
	}
	return into(ctx, db, q, name, fields, list)
}

// Week is Monday of the week that the mail is about: the last one that was over
// on the run's day, whether it has anything or not.
func (d Data) Week() time.Time {
	if d.facts.Week.IsZero() {
		sinceMonday := (int(d.facts.Date.Weekday()) + 6) % 7
		return d.facts.Date.AddDate(0, 0, -sinceMonday-7)
	}
	return d.facts.Week
}

// RunDay is the run's day in the workspace's zone.
func (d Data) RunDay() time.Time { return d.facts.Date }

func (d Data) lastDay() time.Time { return d.facts.Week.AddDate(0, 0, 6) }

// late are the sources that are: the words have a Stale of their own.
func (d Data) late() []week.Source { return d.Figures.Stale() }

// nothing says that no feedback and no rating came in up to the run's day.
func (d Data) nothing() bool { return d.facts.Newest.IsZero() }

// early says that the first week with any feedback or rating is not over yet.
func (d Data) early() bool {
	return d.facts.Week.IsZero() || !d.Before && d.InWeek == 0 && !d.Rated()
}

// silent says that the week has neither feedback nor ratings.
func (d Data) silent() bool { return d.nothing() || d.early() || d.InWeek == 0 && !d.Rated() }

// comparable says that changes may be stated.
func (d Data) comparable() bool { return len(d.late()) == 0 && d.Before && !d.silent() }

// only keeps what an edition is about.
func (d Data) only(e Edition) Data {
	theme := func(id string) bool { return len(e.Themes) == 0 || slices.Contains(e.Themes, id) }
	d.movers = slices.DeleteFunc(slices.Clone(d.movers), func(m mover) bool { return !theme(m.theme) })
	d.claims = slices.DeleteFunc(slices.Clone(d.claims), func(c claim) bool { return !theme(c.theme) })
	d.alarms = slices.DeleteFunc(slices.Clone(d.alarms), func(a alarm) bool { return a.theme != "" && !theme(a.theme) })
	d.plan = slices.DeleteFunc(slices.Clone(d.plan), func(p planned) bool { return !theme(p.theme) })
	d.untold = slices.DeleteFunc(slices.Clone(d.untold), func(u untold) bool { return !theme(u.theme) })
	if len(e.Themes) > 0 { // of no theme
		d.invitations = nil
	}
	d.quotes = slices.DeleteFunc(slices.Clone(d.quotes), func(q quote) bool {
		return !theme(q.theme) || len(e.Segments) > 0 && !slices.Contains(e.Segments, q.segment)
	})
	d.groups = slices.DeleteFunc(slices.Clone(d.groups), func(g segmentScore) bool { return !slices.Contains(e.Segments, g.segment) })
	return d
}
