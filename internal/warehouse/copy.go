package warehouse

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// CopyTo writes all of the open database to a new file at path, through SQL: the
// file itself must not be copied while it is open. It returns the rows of each
// table, schema and name, as they were counted in the copy; that they are as many
// as here is checked. What is at path is replaced.
func (db *DB) CopyTo(ctx context.Context, path string) (rows map[string]int64, err error) {
	if err := removeDatabase(path); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if rows, err = db.copyTo(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("copy: %w", err), removeDatabase(path))
	}
	if err := syncFile(path); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	return rows, syncFolder(filepath.Dir(path))
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
		err = errors.Join(err, db.Exec(context.Background(), "detach backup"))
	}()
	if err := db.Exec(ctx, "copy from database "+name+" to backup"); err != nil {
		return nil, err
	}
	if err := db.Exec(ctx, "checkpoint backup"); err != nil {
		return nil, err
	}
	here, err := db.counts(ctx, name, "current_database()")
	if err != nil {
		return nil, err
	}
	if rows, err = db.counts(ctx, "backup", "'backup'"); err != nil {
		return nil, err
	}
	for table, n := range here {
		if copied, there := rows[table]; !there || copied != n {
			return nil, fmt.Errorf("%s: %d rows, and %d in the copy", table, n, copied)
		}
	}
	return rows, nil
}

// Counts are the rows of each table, schema and name.
func (db *DB) Counts(ctx context.Context) (map[string]int64, error) {
	name, err := db.catalog(ctx)
	if err != nil {
		return nil, err
	}
	return db.counts(ctx, name, "current_database()")
}

// counts are those of one of the open databases: catalog is its name as it
// stands in SQL, named the same as text.
func (db *DB) counts(ctx context.Context, catalog, named string) (map[string]int64, error) {
	tables, err := db.Strings(ctx, "select schema_name || '.' || table_name from duckdb_tables() where database_name = "+named+" and not internal and not temporary order by all")
	if err != nil {
		return nil, err
	}
	rows := map[string]int64{}
	for _, table := range tables {
		var n int64
		if err := db.Row(ctx, "select count(*) from "+catalog+"."+table, nil, &n); err != nil {
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
