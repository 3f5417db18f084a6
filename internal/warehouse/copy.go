package warehouse

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/earshot/earshot/internal/durable"
)

// CopyTo writes the warehouse's own tables to a new database file at path,
// through SQL: the file itself must not be copied while it is open. Marts are
// left out, and the note of which were built: the next transform makes them. It
// returns the rows of each table, schema and name, as they were counted in the
// copy; that they are as many as here is checked. What is at path is replaced.
func (db *DB) CopyTo(ctx context.Context, path string) (rows map[string]int64, err error) {
	if err := removeDatabase(path); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if rows, err = db.copyTo(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("copy: %w", err), removeDatabase(path))
	}
	if err := durable.SyncFile(path); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	return rows, durable.SyncFolder(filepath.Dir(path))
}

func (db *DB) copyTo(ctx context.Context, path string) (rows map[string]int64, err error) {
	name, err := db.catalog(ctx)
	if err != nil {
		return nil, err
	}
	if err := db.Exec(ctx, "attach "+quote(path)+" as backup"); err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, db.Exec(context.Background(), "use "+name+"; detach backup"))
	}()
	here, err := db.Counts(ctx)
	if err != nil {
		return nil, err
	}
	if err := db.Exec(ctx, "use backup; "+schema); err != nil {
		return nil, err
	}
	for table := range here {
		if err := db.Exec(ctx, "insert into backup."+table+" by name select * from "+name+"."+table); err != nil {
			return nil, fmt.Errorf("%s: %w", table, err)
		}
	}
	if err := db.Exec(ctx, "checkpoint backup"); err != nil {
		return nil, err
	}
	if rows, err = db.Counts(ctx); err != nil {
		return nil, err
	}
	for table, n := range here {
		if rows[table] != n {
			return nil, fmt.Errorf("%s: %d rows, and %d in the copy", table, n, rows[table])
		}
	}
	return rows, nil
}

// Counts are the rows of each of the warehouse's own tables, schema and name,
// without those that CopyTo leaves out.
func (db *DB) Counts(ctx context.Context) (map[string]int64, error) {
	tables, err := db.Strings(ctx, `select schema_name || '.' || table_name from duckdb_tables()
		where database_name = current_database() and schema_name in ('landing', 'lookup', 'ops') and table_name <> 'models' order by all`)
	if err != nil {
		return nil, err
	}
	rows := map[string]int64{}
	for _, table := range tables {
		var n int64
		if err := db.Row(ctx, "select count(*) from "+table, nil, &n); err != nil {
			return nil, fmt.Errorf("%s: %w", table, err)
		}
		rows[table] = n
	}
	return rows, nil
}

// CountsOf opens the warehouse at path, which no other has open, and counts.
func CountsOf(ctx context.Context, path string, limits Limits) (map[string]int64, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("warehouse: %w", err)
	}
	db, err := Open(ctx, path, limits)
	if err != nil {
		return nil, err
	}
	rows, err := db.Counts(ctx)
	return rows, errors.Join(err, db.Close())
}
