package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/earshot/earshot/internal/durable"
)

// Published is the name under which readers open the newest published file.
const Published = "earshot.duckdb"

// Export is one table of the published file.
type Export struct {
	Table   string            // its name in both files
	Comment string            // one sentence: one row per what
	Columns map[string]string // column to meaning
	Order   string            // columns that the rows are sorted by, so that questions pass over others; "": as they come
}

// Publish writes the tables, and the macros that people's own questions may
// use, to a new DuckDB file in folder and puts it in place of the last one in
// one step. Readers that have the last one open keep it.
func (db *DB) Publish(ctx context.Context, folder string, exports []Export, macros string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	draft := filepath.Join(folder, ".draft.duckdb")
	if err := removeDatabase(draft); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := db.writePublished(ctx, draft, exports, macros); err != nil {
		return errors.Join(fmt.Errorf("publish: %w", err), removeDatabase(draft))
	}
	// Nothing in this process holds the draft open any more: closing a second
	// handle of an open database file would drop its lock.
	if err := durable.SyncFile(draft); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := os.Rename(draft, filepath.Join(folder, Published)); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return durable.SyncFolder(folder)
}

func (db *DB) writePublished(ctx context.Context, draft string, exports []Export, macros string) (err error) {
	name, err := db.catalog(ctx)
	if err != nil {
		return err
	}
	if err := db.Exec(ctx, "attach "+quote(draft)+" as published"); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, db.Exec(context.Background(), "use "+name+"; detach published"))
	}()
	for _, e := range exports {
		if err := db.export(ctx, name, e); err != nil {
			return fmt.Errorf("%s: %w", e.Table, err)
		}
	}
	if macros != "" {
		if err := db.Exec(ctx, "use published; "+macros); err != nil {
			return fmt.Errorf("macros: %w", err)
		}
	}
	return db.Exec(ctx, "checkpoint published")
}

// catalog is the name that DuckDB gave the open database, quoted.
func (db *DB) catalog(ctx context.Context) (string, error) {
	var name string
	err := db.Row(ctx, "select current_database()", nil, &name)
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`, err
}

func (db *DB) export(ctx context.Context, catalog string, e Export) error {
	order := ""
	if e.Order != "" {
		order = " order by " + e.Order
	}
	if err := db.Exec(ctx, "create table published."+e.Table+" as select * from "+catalog+".main."+e.Table+order); err != nil {
		return err
	}
	if err := db.Exec(ctx, "comment on table published."+e.Table+" is "+quote(e.Comment)); err != nil {
		return err
	}
	for column, meaning := range e.Columns {
		if err := db.Exec(ctx, "comment on column published."+e.Table+"."+column+" is "+quote(meaning)); err != nil {
			return fmt.Errorf("%s: %w", column, err)
		}
	}
	return nil
}

// removeDatabase removes a database file and what DuckDB keeps beside it.
func removeDatabase(path string) error {
	for _, suffix := range []string{"", ".wal", ".tmp"} {
		if err := os.RemoveAll(path + suffix); err != nil {
			return err
		}
	}
	return nil
}

// Strings runs a query of one text column.
func (db *DB) Strings(ctx context.Context, query string, args ...any) ([]string, error) {
	found, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var list []string
	for found.Next() {
		var s sql.NullString
		if err := found.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s.String)
	}
	return list, found.Err()
}
