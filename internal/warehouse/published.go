package warehouse

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/marcboeker/go-duckdb"
)

// OpenPublished opens a published file for reading alone. No statement run on
// it can write, read another file, load an extension or change a setting.
func OpenPublished(ctx context.Context, path string, limits Limits) (*DB, error) {
	return openPublished(ctx, path, limits.settings(), "")
}

// depth is how deep expressions and subqueries may be nested in a statement
// that somebody wrote. DuckDB's own bound is 1000, which its optimizer's passes
// over nested lists take seconds for; statements that people write stay below 30.
const depth = 200

// OpenForQuestions is OpenPublished for statements that people write: what it
// takes stays in memory, so that an answer too large is an error and no file, or,
// where Limits.Spill names a folder, on no more than Limits.Disk there. An answer
// keeps the order that its statement gives.
func OpenForQuestions(ctx context.Context, path string, limits Limits) (*DB, error) {
	settings := limits.settings()
	settings.Set("temp_directory", limits.Spill)
	first := fmt.Sprintf("set max_expression_depth = %d; ", depth)
	if limits.Spill != "" { // as a setting of the opening it would be told, but not held
		first += fmt.Sprintf("set max_temp_directory_size = '%s'; ", limits.Disk)
	}
	settings.Set("preserve_insertion_order", "true")
	return openPublished(ctx, path, settings, first)
}

// openPublished runs first on the connection before its settings are locked.
func openPublished(ctx context.Context, path string, settings url.Values, first string) (*DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("published file: %w", err)
	}
	for name, value := range map[string]string{
		"access_mode":                  "READ_ONLY",
		"enable_external_access":       "false",
		"autoinstall_known_extensions": "false",
		"autoload_known_extensions":    "false",
	} {
		settings.Set(name, value)
	}
	db, err := open(ctx, path, settings)
	if err != nil {
		return nil, err
	}
	if err := db.Exec(ctx, first+"set lock_configuration = true"); err != nil {
		return nil, errors.Join(fmt.Errorf("published file: %w", err), db.Close())
	}
	return db, nil
}

// Arrow runs a query and gives its rows as Arrow records, all of them in memory
// outside of DuckDB's limit: bound it. Cancelling does not interrupt the query
// itself. The caller releases the reader.
func (db *DB) Arrow(ctx context.Context, query string) (rows array.RecordReader, err error) {
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return nil, err
	}
	err = conn.Raw(func(raw any) error {
		asked, err := duckdb.NewArrowFromConn(raw.(driver.Conn))
		if err != nil {
			return err
		}
		rows, err = asked.QueryContext(ctx, query)
		return err
	})
	return rows, errors.Join(err, conn.Close())
}
