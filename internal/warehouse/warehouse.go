// Package warehouse keeps the DuckDB file and the landed log beside it. It is
// the only importer of the DuckDB driver, so that another engine is a change
// of this folder alone.
//
// The warehouse reads landed Parquet (data/landed) and writes
// data/warehouse.duckdb and data/published. A second run of anything here
// gives the same rows: the log is the truth, the database is derived from it.
package warehouse

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/marcboeker/go-duckdb"
)

//go:embed schema.sql
var schema string

// Limits bound what DuckDB takes. The zero value leaves its own defaults:
// 80 % of the memory, all processors.
type Limits struct {
	Memory  string // "2GB"
	Threads int
	Spill   string // of OpenForQuestions: a folder for what memory does not hold, removed when all is closed; "": none
	Disk    string // "2GB", most that lies in Spill
}

// DB is one open database file with a single connection: DuckDB conflicts on
// concurrent writers, and temporary views and variables belong to a connection.
type DB struct {
	sql  *sql.DB
	path string

	last      int64              // number of the newest entry of the log; 0: not looked up
	unsettled map[string][]entry // by source: landed, not yet in the tables
}

// Open opens the warehouse at path read-write, makes it and its folder where
// absent, and brings its schema up to date. An empty path is a database in
// memory. The caller holds the workspace's lock.
func Open(ctx context.Context, path string, limits Limits) (*DB, error) {
	if path != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, fmt.Errorf("warehouse: %w", err)
		}
	}
	db, err := open(ctx, path, limits.settings())
	if err != nil {
		return nil, err
	}
	if err := db.Exec(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("warehouse schema: %w", err), db.Close())
	}
	// Tables that exist only in the write-ahead log are what a full disk loses.
	if err := db.Exec(ctx, "checkpoint"); err != nil {
		return nil, errors.Join(fmt.Errorf("warehouse checkpoint: %w", err), db.Close())
	}
	return db, nil
}

func open(ctx context.Context, path string, settings url.Values) (*DB, error) {
	if strings.Contains(path, "?") { // the driver would take what follows for settings
		return nil, fmt.Errorf("%s: a question mark in the path: rename the folder", path)
	}
	dsn := path
	if encoded := settings.Encode(); encoded != "" {
		dsn += "?" + encoded
	}
	connector, err := duckdb.NewConnector(dsn, nil)
	if err != nil {
		return nil, explain(path, err)
	}
	db := &DB{sql: sql.OpenDB(connector), path: path, unsettled: map[string][]entry{}}
	db.sql.SetMaxOpenConns(1)
	if err := db.sql.PingContext(ctx); err != nil {
		return nil, errors.Join(explain(path, err), db.sql.Close())
	}
	return db, nil
}

func (l Limits) settings() url.Values {
	// Tables here have no order of their own; keeping that of their making would
	// cost memory and half of the threads.
	values := url.Values{"preserve_insertion_order": {"false"}}
	if l.Memory != "" {
		values.Set("memory_limit", l.Memory)
	}
	if l.Threads > 0 {
		values.Set("threads", fmt.Sprint(l.Threads))
	}
	return values
}

// explain says what to do about the ways in which opening goes wrong.
func explain(path string, err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "Conflicting lock"), strings.Contains(text, "Could not set lock"):
		return fmt.Errorf("%s: open in another program; close it, or read data/published instead: %w", path, err)
	case strings.Contains(text, "not a valid DuckDB database file"):
		return fmt.Errorf("%s: no DuckDB file; move it away and run `earshot rebuild`: %w", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// Close closes the connection. What was committed is on disk already.
func (db *DB) Close() error { return db.sql.Close() }

// Exec runs one or more statements that return no rows.
func (db *DB) Exec(ctx context.Context, query string, args ...any) error {
	_, err := db.sql.ExecContext(ctx, query, args...)
	return err
}

// Query runs one statement. The caller closes the rows before the next
// statement: there is one connection.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return db.sql.QueryContext(ctx, query, args...)
}

// Row scans the first row of a query into dest; sql.ErrNoRows when there is none.
func (db *DB) Row(ctx context.Context, query string, args []any, dest ...any) error {
	return db.sql.QueryRowContext(ctx, query, args...).Scan(dest...)
}

// Tx runs f between begin and commit on the one connection and rolls back when
// f fails. DDL takes part in it.
func (db *DB) Tx(ctx context.Context, f func() error) error {
	if err := db.Exec(ctx, "begin transaction"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return errors.Join(err, db.rollback())
	}
	if err := db.Exec(ctx, "commit"); err != nil {
		return errors.Join(err, db.rollback())
	}
	return nil
}

// rollback outlives a cancelled context: the connection must not stay inside
// a transaction. An error that already ended it is no second error.
func (db *DB) rollback() error {
	err := db.Exec(context.Background(), "rollback")
	if err != nil && strings.Contains(err.Error(), "no transaction is active") {
		return nil
	}
	return err
}
