// Package mart reads rows of the published file into Go values. The queries
// stand in .sql files of the reports; a second reading gives the same rows.
package mart

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
)

// Queries are the .sql files of one report.
type Queries struct {
	files fs.FS
}

// NewQueries is the .sql files at the root of files.
func NewQueries(files fs.FS) Queries { return Queries{files: files} }

// Text is the SQL of the file name.sql.
func (q Queries) Text(name string) (string, error) {
	text, err := fs.ReadFile(q.files, name+".sql")
	if err != nil {
		return "", fmt.Errorf("query %s: %w", name, err)
	}
	return strings.TrimSpace(string(text)) + "\n", nil
}

// Select runs the query name.sql and scans each row into the places that
// fields names in a new T. The whole result is held: it is for queries whose
// result a page can show.
func Select[T any](ctx context.Context, db *warehouse.DB, q Queries, name string, fields func(*T) []any, args ...any) ([]T, error) {
	text, err := q.Text(name)
	if err != nil {
		return nil, err
	}
	var list []T
	err = Each(ctx, db, text, args, func(found *sql.Rows) error {
		var row T
		if err := found.Scan(fields(&row)...); err != nil {
			return err
		}
		list = append(list, row)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", name, err)
	}
	return list, nil
}

// Each runs a query and calls f for every row.
func Each(ctx context.Context, db *warehouse.DB, query string, args []any, f func(*sql.Rows) error) error {
	found, err := db.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := f(found); err != nil {
			return err
		}
	}
	return found.Err()
}
