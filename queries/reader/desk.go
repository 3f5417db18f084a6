package reader

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/earshot/earshot/internal/warehouse"
)

// desk is a seat in this process: one DuckDB instance of its own on the newest
// published file. One instance a seat, and not one for all, lets each question
// have its share of the memory, and lets a file go when its last question ends.
type desk struct {
	folder string
	limits Limits

	db  *warehouse.DB
	of  stamp
	run string
	own map[string]bool
}

// stamp tells one published file from another. DuckDB is given the path and not
// an open file: closing a second handle would drop the lock of the first.
type stamp struct{ info os.FileInfo }

func newDesk(folder string, limits Limits) *desk { return &desk{folder: folder, limits: limits} }

func stampOf(folder string) (stamp, error) {
	info, err := os.Stat(filepath.Join(folder, warehouse.Published))
	if errors.Is(err, fs.ErrNotExist) {
		return stamp{}, ErrUnpublished
	}
	return stamp{info}, err
}

func (s stamp) same(other stamp) bool {
	return s.info != nil && other.info != nil && os.SameFile(s.info, other.info) &&
		s.info.Size() == other.info.Size() && s.info.ModTime().Equal(other.info.ModTime())
}

// settle opens the newest published file unless it is open. The file is looked
// at again once it is open: what was published in between is opened instead.
func (d *desk) settle(ctx context.Context) error {
	for {
		newest, err := stampOf(d.folder)
		if err != nil || d.db != nil && d.of.same(newest) {
			return err
		}
		if err := d.close(); err != nil {
			return err
		}
		if err := d.open(ctx, newest); err != nil {
			return errors.Join(err, d.close())
		}
	}
}

func (d *desk) open(ctx context.Context, newest stamp) (err error) {
	memory, err := d.limits.share(d.limits.Memory)
	if err != nil {
		return err
	}
	disk := ""
	if d.limits.Spill != "" {
		if disk, err = d.limits.share(d.limits.Disk); err != nil {
			return err
		}
	}
	path := filepath.Join(d.folder, warehouse.Published)
	if d.db, err = warehouse.OpenForQuestions(ctx, path, warehouse.Limits{Memory: memory, Threads: d.limits.Threads, Spill: d.limits.Spill, Disk: disk}); err != nil {
		return err
	}
	d.of = newest
	if d.run, err = runOf(ctx, d.db); err != nil {
		return err
	}
	macros, err := d.db.Strings(ctx, "select distinct lower(function_name) from duckdb_functions() where function_type = 'table_macro' and database_name = current_database()")
	d.own = map[string]bool{}
	for _, name := range macros {
		d.own[name] = true
	}
	return err
}

// runOf is the run that made the file; "" where it does not say.
func runOf(ctx context.Context, db *warehouse.DB) (string, error) {
	var n int
	if err := db.Row(ctx, "select count(*) from duckdb_tables() where table_name = 'run_facts'", nil, &n); err != nil || n == 0 {
		return "", err
	}
	var run string
	err := db.Row(ctx, "select coalesce(max(run_id), '') from run_facts", nil, &run)
	return run, err
}

// broken is never so: what went wrong in DuckDB itself ends with its instance,
// and the next question opens another.
func (d *desk) broken() bool { return false }

func (d *desk) close() error {
	if d.db == nil {
		return nil
	}
	err := d.db.Close()
	d.db = nil
	return err
}

// kept is where an answer lies while it is read: a temporary table, which DuckDB
// counts into its memory limit and whose making can be interrupted. Neither is
// so of the driver's own Arrow results.
const kept = `temp.main."an answer"`

func (d *desk) ask(ctx context.Context, q Query, read func(Answer) error) (err error) {
	if err := d.settle(ctx); err != nil {
		return err
	}
	defer func() {
		var failed *Failed
		if errors.As(err, &failed) && (failed.Kind == "INTERNAL" || failed.Kind == "FATAL") {
			err = errors.Join(err, d.close()) // DuckDB answers nothing after these
		}
	}()
	bound := q.Rows + 1
	if q.Shape {
		q.Rows, bound = 0, 0
	}
	statement, err := guard{d.db, d.own}.pass(ctx, q.SQL, bound)
	if err != nil {
		return err
	}
	var takes []string
	if q.Shape && len(statement.params) > 0 {
		if takes, q.Params, err = d.takes(ctx, statement, q.Params); err != nil {
			return err
		}
	}
	args, err := arguments(statement.params, q)
	if err != nil {
		return err
	}
	if err := d.db.Exec(ctx, "create temp table \"an answer\" as "+statement.text, args...); err != nil {
		return explain(err, above)
	}
	defer func() {
		if dropped := d.db.Exec(context.Background(), "drop table "+kept); dropped != nil {
			err = errors.Join(err, dropped, d.close())
		}
	}()
	return d.give(ctx, q.Rows, Answer{Run: d.run, Params: statement.params, Takes: takes}, read)
}

// give reads the kept answer, of which is is what is known beforehand.
func (d *desk) give(ctx context.Context, most int64, is Answer, read func(Answer) error) error {
	var rows int64
	if err := d.db.Row(ctx, "select count(*) from "+kept, nil, &rows); err != nil {
		return err
	}
	records, err := newSlices(ctx, d.db, min(rows, most))
	if err != nil {
		return err
	}
	defer records.Release()
	is.Schema, is.Records, is.Cut = records.Schema(), records, func() bool { return rows > most }
	if err := read(is); err != nil {
		return err
	}
	return records.Err()
}
