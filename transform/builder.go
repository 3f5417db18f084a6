package transform

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// builder builds the models of one run, inside its transaction.
type builder struct {
	db     *warehouse.DB
	run    Run
	plan   plan
	result Result

	catalog   string            // the warehouse's name in DuckDB, for names that a temporary one may not hide
	tables    []string          // that stood when the run began
	views     []string          // the same
	through   int64             // the newest batch landed
	lookups   map[string]string // lookup table to the hash of its content
	states    map[string]string // other base tables to theirs
	built     map[string]built
	anew      map[string]bool   // tables with many rows that this run made
	prints    map[string]string // model to the hash of all it is made of
	structure map[string]string // the same without what is followed record by record
	shape     map[string]string // the same without the run's day
	dayBefore string            // the last run's day; "" before the first run
	touched   int64             // days on which something changed
	phrases   []phrase
	done      int
}

func (b *builder) runDate() string { return b.run.AsOf.In(b.run.Zone).Format(time.DateOnly) }

func (b *builder) build(ctx context.Context) error {
	b.states, b.anew = map[string]string{}, map[string]bool{}
	for _, step := range []func(context.Context) error{
		b.begin, b.writeLookups, b.loadBuilt, b.fingerprints, b.buildChanged, b.buildRest, b.remember, b.runChecks,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// begin sets what models may ask of the run.
func (b *builder) begin(ctx context.Context) error {
	if err := b.db.Row(ctx, "select current_database()", nil, &b.catalog); err != nil {
		return err
	}
	var err error
	if b.tables, err = b.db.Strings(ctx, "select table_name from duckdb_tables() where schema_name = 'main' and database_name = ?", b.catalog); err != nil {
		return err
	}
	if b.views, err = b.db.Strings(ctx, "select view_name from duckdb_views() where schema_name = 'main' and database_name = ?", b.catalog); err != nil {
		return err
	}
	if err := b.db.Exec(ctx, fmt.Sprintf("set variable run_date = date '%s'", b.runDate())); err != nil {
		return err
	}
	if err := b.db.Row(ctx, "select coalesce(max(cast(run_date as varchar)), '') from lookup.run", nil, &b.dayBefore); err != nil {
		return err
	}
	return b.db.Row(ctx, "select coalesce(max(batch_no), 0) from ops.batches", nil, &b.through)
}

// main names a model's own table even where a temporary one hides it.
func (b *builder) main(model string) string { return fmt.Sprintf(`"%s".main.%s`, b.catalog, model) }

// incremental tells whether the model's rows can be brought up to date feedback
// by feedback. Since a structure holds those of its inputs, what such a model
// reads can be too.
func (b *builder) incremental(m Model) bool {
	last, found := b.built[m.Name]
	return m.Build == Incremental && !b.run.Full && found && last.fingerprint == b.structure[m.Name]
}

// buildRest builds in full what is not incremental, or cannot be this time.
func (b *builder) buildRest(ctx context.Context) error {
	for _, m := range b.plan.models {
		if err := ctx.Err(); err != nil {
			return err
		}
		b.progress(m.Name)
		var err error
		switch {
		case b.incremental(m): // buildChanged did
			continue
		case b.byPeriod(m):
			err = b.replacePeriods(ctx, m)
		default:
			err = b.buildFull(ctx, m)
		}
		if err != nil {
			return fmt.Errorf("model %s: %w", m.Name, err)
		}
		if m.Name == wordsFrom && m.Build == Incremental {
			if err := b.learnWords(ctx); err != nil {
				return fmt.Errorf("vocabulary: %w", err)
			}
		}
	}
	return b.db.Exec(ctx, "drop table if exists temp.touched")
}

func (b *builder) buildFull(ctx context.Context, m Model) error {
	if err := b.dropOtherKind(ctx, m); err != nil {
		return err
	}
	if m.Build == View {
		return b.db.Exec(ctx, "create or replace view "+m.Name+" as "+m.SQL)
	}
	print := b.prints[m.Name]
	switch m.Build {
	case Incremental:
		print = b.structure[m.Name]
	case Periods:
		print = b.shape[m.Name]
	}
	if last, found := b.built[m.Name]; found && !b.run.Full && m.Build == Table && last.fingerprint == print {
		return nil
	}
	began := time.Now()
	if err := b.create(ctx, m, "create or replace table "+m.Name+" as "+m.SQL); err != nil {
		return err
	}
	if err := b.checkKey(ctx, m, m.Name); err != nil {
		return err
	}
	err := b.note(ctx, m, print, began)
	b.anew[m.Name] = b.result.Rows[m.Name] >= manyRows
	return err
}

// dropOtherKind makes room for a table where a view of the name stands, and the
// other way round: the model's header was changed.
func (b *builder) dropOtherKind(ctx context.Context, m Model) error {
	kind, standing := "view", b.views
	if m.Build == View {
		kind, standing = "table", b.tables
	}
	if !slices.Contains(standing, m.Name) {
		return nil
	}
	return b.db.Exec(ctx, "drop "+kind+" "+b.main(m.Name))
}

// note records that a model was built and how many rows it has now.
func (b *builder) note(ctx context.Context, m Model, print string, began time.Time) error {
	var rows int64
	if err := b.db.Row(ctx, "select count(*) from "+b.main(m.Name), nil, &rows); err != nil {
		return err
	}
	if err := b.db.Exec(ctx, "delete from ops.models where name = ?", m.Name); err != nil {
		return err
	}
	took := time.Since(began)
	b.result.Built = append(b.result.Built, m.Name)
	b.result.Rows[m.Name] = rows
	b.run.Log.Info("model built", "model", m.Name, "rows", rows, "duration", took.Round(time.Millisecond))
	return b.db.Exec(ctx, "insert into ops.models values (?, ?, ?, ?, ?, ?, ?)",
		m.Name, print, b.through, rows, b.run.AsOf.UTC(), b.run.ID, took.Milliseconds())
}

func (b *builder) progress(model string) {
	b.done++
	if b.run.Progress != nil {
		b.run.Progress(b.done, len(b.plan.models), model)
	}
}

// checkKey verifies that the key columns hold no null and are unique together.
// The rows are counted by one number that stands for the key: only where it is
// in more than one row, the columns themselves are looked at.
func (b *builder) checkKey(ctx context.Context, m Model, table string) error {
	key := strings.Join(m.Key, ", ")
	query := fmt.Sprintf("select count(*) filter (where %s is null), count(*) - count(distinct hash(%s)) from %s",
		strings.Join(m.Key, " is null or "), key, table)
	var null, double int64
	if err := b.db.Row(ctx, query, nil, &null, &double); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if null > 0 {
		return fmt.Errorf("key: %d rows with a null in %s", null, key)
	}
	if double == 0 {
		return nil
	}
	query = fmt.Sprintf("select count(*) from (select 1 from %s group by %s having count(*) > 1)", table, key)
	if err := b.db.Row(ctx, query, nil, &double); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if double > 0 {
		return fmt.Errorf("key: %d values of (%s) stand in more than one row", double, key)
	}
	return nil
}

// runChecks runs the checks; a row is an offence.
func (b *builder) runChecks(ctx context.Context) error {
	for _, check := range b.plan.checks {
		var offences int64
		if err := b.db.Row(ctx, "select count(*) from ("+strings.TrimRight(check.SQL, " \n;")+"\n)", nil, &offences); err != nil {
			return fmt.Errorf("check %s: %w", check.Name, err)
		}
		if offences > 0 {
			return fmt.Errorf("check %s: %d rows offend: %s", check.Name, offences, check.Comment)
		}
	}
	return nil
}
