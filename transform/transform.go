// Package transform turns landed records into marts by plain SQL.
//
// It reads the landing tables, the models, checks and macros of this folder
// (and of the workspace's own transform/ folder, whose files add to them or
// replace those of the same name) and writes the marts, in one transaction: when
// a model or a check fails, or the process is killed, the last good marts stand
// as they were. A second run builds only what changed: a view never, a table
// when anything it reads changed, an incremental model for the feedback that is
// new, edited, deleted or relabelled. Both ways give the same rows.
package transform

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// Run is one transform run.
type Run struct {
	ID        string
	AsOf      time.Time      // figures are of the complete periods before it
	Past      bool           // AsOf has passed: figures made again, and nobody acts on them
	Zone      *time.Location // the workspace's
	Workspace string         // its name, for reports
	Languages []string       // ISO 639-1; words are matched by their stem in each
	Themes    []Theme
	Labels    []Label
	Claims    []Claim
	Links     []Link
	Promises  []Promise
	Contacts  []Contact
	Invite    Invite
	Lexicon   map[string]float64 // the workspace's own valences, -4 to 4
	Stale     map[string]int     // source to days of silence that make it stale
	Kinds     map[string]string  // source to its kind: a login in customers.csv may go by either
	ShowNames bool               // leave authors' names in their texts
	Own       string             // the workspace's transform folder; "" for none
	Full      bool               // build everything anew
	Log       *slog.Logger
	Progress  func(done, total int, model string) // may be nil
}

// Result tells what a run did.
type Result struct {
	Built   []string // models built, in order
	Rows    map[string]int64
	Changed int64 // feedback built anew by the incremental models
}

// Transform builds all models that are out of date and runs the checks.
func Transform(ctx context.Context, db *warehouse.DB, run Run) (Result, error) {
	p, err := prepare(ctx, db, run)
	if err != nil {
		return Result{}, err
	}
	b := &builder{db: db, run: run, plan: p, result: Result{Rows: map[string]int64{}}}
	err = db.Tx(ctx, func() error { return b.build(ctx) })
	if again := b.orderAgain(ctx); err == nil {
		err = again
	}
	if err != nil {
		return Result{}, err
	}
	return b.result, nil
}

// plan is the models in the order of their building.
type plan struct {
	models  []Model
	byName  map[string]Model
	checks  []Check
	prelude string
}

// prepare loads the macros into the database and orders the models.
func prepare(ctx context.Context, db *warehouse.DB, run Run) (plan, error) {
	prelude, err := loadPrelude(run.Own)
	if err != nil {
		return plan{}, err
	}
	if err := writeMacros(ctx, db, prelude, run); err != nil {
		return plan{}, fmt.Errorf("prelude: %w", err)
	}
	models, err := loadModels(run.Own)
	if err != nil {
		return plan{}, err
	}
	checks, err := loadChecks(run.Own)
	if err != nil {
		return plan{}, err
	}
	var problems []error
	for i := range models {
		if models[i].Inputs, err = inputs(ctx, db, models[i].SQL); err != nil {
			problems = append(problems, fmt.Errorf("model %s: %w", models[i].Name, err))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return plan{}, err
	}
	if err := missing(models); err != nil {
		return plan{}, err
	}
	order, err := sortModels(models, vocabularyReads)
	if err != nil {
		return plan{}, err
	}
	byName := map[string]Model{}
	for i, m := range order {
		if m.Build == Incremental && readsTogether(m, byName) {
			order[i].Build = Table
		}
		byName[m.Name] = order[i]
	}
	return plan{order, byName, checks, prelude}, nil
}

// writeMacros brings the macros into the warehouse, where they stay: a run that
// finds its own there leaves them.
func writeMacros(ctx context.Context, db *warehouse.DB, prelude string, run Run) error {
	standing, err := db.Strings(ctx, "select fingerprint from ops.models where name = 'prelude'")
	if err != nil || slices.Contains(standing, hash(prelude)) {
		return err
	}
	return db.Tx(ctx, func() error {
		if err := db.Exec(ctx, prelude+"\ndelete from ops.models where name = 'prelude'"); err != nil {
			return err
		}
		return db.Exec(ctx, "insert into ops.models values ('prelude', ?, 0, 0, ?, ?, 0)", hash(prelude), run.AsOf.UTC(), run.ID)
	})
}

// Exports lists the marts for publishing, with their comments.
func Exports(own string) ([]warehouse.Export, error) {
	models, err := loadModels(own)
	if err != nil {
		return nil, err
	}
	var exports []warehouse.Export
	for _, m := range models {
		if m.Mart() {
			exports = append(exports, warehouse.Export{Table: m.Name, Comment: m.Comment, Columns: m.Columns, Order: m.Order})
		}
	}
	return exports, nil
}

// Recall sets what the views among the models ask of the run to what the last one
// had: a session that reads them and has not built them needs it.
func Recall(ctx context.Context, db *warehouse.DB) error {
	return db.Exec(ctx, "set variable run_date = (select max(run_date) from lookup.run)")
}

// Source is what a run would build of: the SQL of all macros in the order of
// their loading, and of each model by its name.
func Source(own string) (macros string, models map[string]string, err error) {
	if macros, err = loadPrelude(own); err != nil {
		return "", nil, err
	}
	models, err = files("models", own)
	return macros, models, err
}

// Macros is the SQL of the statistics macros and of run_date(), for people's own
// questions on the published file. What the mart formulas says of one becomes its comment.
func Macros(ctx context.Context, db *warehouse.DB, own string) (string, error) {
	texts, err := files("prelude", own)
	if err != nil {
		return "", fmt.Errorf("prelude: %w", err)
	}
	comments, err := db.Strings(ctx, `select 'comment on macro ' || name || ' is ''' || replace(arguments || ': ' || gives, '''', '''''') || ''';'
		from formulas order by name`)
	if err != nil {
		return "", fmt.Errorf("formulas: %w", err)
	}
	// A day that is known when a question is planned lets it pass over the parts
	// of a table that hold other days; one that it joins does not.
	day, err := db.Strings(ctx, `select 'create or replace macro run_date() as date ''' || run_date || '''; comment on macro run_date is ''the day that the run is for'';' from run_facts`)
	if err != nil {
		return "", fmt.Errorf("run_facts: %w", err)
	}
	macros := texts["statistics"] + "\n" + texts["trends"] + "\n" + strings.Join(day, "\n")
	for _, comment := range comments {
		name := strings.Fields(comment)[3]
		if strings.Contains(macros, " macro "+name+"(") { // a workspace's own file may lack it
			macros += "\n" + comment
		}
	}
	return macros, nil
}
