// Package report is what one report is defined with: the run it is made for,
// the facts of the published file and the folder that it writes to.
//
// A report is a folder of a few files beside this one: its queries as .sql, its
// page as a template, and the Go that joins them and ends in a Definition.
package report

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// Run is what a report is made for. The same run on the same published file
// gives the same bytes: nothing is taken from the clock.
type Run struct {
	ID        string    // the run's id, which the manifest shows
	AsOf      time.Time // the moment that the run looks at; zero: that of the published file
	Workspace string    // the name in the masthead; empty: that of the published file
	Version   string    // of earshot; empty: not shown
	Browser   string    // a Chromium that prints the pages as PDF too; empty: no PDF
	Quotes    int       // quotations with each theme that moved; 0: 3; negative: none
}

// Facts is the one row of run_facts: what the published file was built from.
type Facts struct {
	RunID     string
	AsOf      time.Time // UTC
	Date      time.Time // the run's day in the workspace's zone
	Workspace string
	Timezone  string
	Week      time.Time // Monday of the last complete week; zero: there is none yet
	Newest    time.Time // the newest feedback's day; zero: none
	Feedback  int64
	Ratings   int64
	People    int64
}

// Definition is one report.
type Definition struct {
	Name  string // its name on the command line and of its page: summary
	Write func(ctx context.Context, db *warehouse.DB, run Run, facts Facts, folder *Folder) error
}

//go:embed facts.sql
var factsSQL string

// ReadFacts reads run_facts. A file without that row was not built to the end
// and is an error.
func ReadFacts(ctx context.Context, db *warehouse.DB) (Facts, error) {
	var f Facts
	var id, workspace, zone sql.NullString
	var asOf, date, week, newest sql.NullTime
	err := db.Row(ctx, factsSQL, nil, &id, &asOf, &date, &workspace, &zone, &week, &newest, &f.Feedback, &f.Ratings, &f.People)
	if errors.Is(err, sql.ErrNoRows) {
		return f, errors.New("run_facts: no row: the published file is not complete; run the pipeline again")
	}
	if err != nil {
		return f, fmt.Errorf("run_facts: %w", err)
	}
	if !date.Valid {
		return f, errors.New("run_facts: run_date is empty; run the pipeline again")
	}
	f.RunID, f.Workspace, f.Timezone = id.String, workspace.String, zone.String
	f.AsOf, f.Date, f.Week, f.Newest = asOf.Time, date.Time, week.Time, newest.Time
	return f, nil
}

// Fill gives the run what it leaves open: the file's moment and workspace, and
// three quotations.
func (r Run) Fill(f Facts) Run {
	if r.AsOf.IsZero() {
		r.AsOf = f.AsOf
	}
	if r.Workspace == "" {
		r.Workspace = f.Workspace
	}
	switch {
	case r.Quotes == 0:
		r.Quotes = 3
	case r.Quotes < 0:
		r.Quotes = 0
	}
	return r
}
