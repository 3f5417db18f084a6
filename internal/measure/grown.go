package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
)

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}

// growPublished writes a copy of a published file in which each message, rating
// and mention is there so many times, each time of another person: the rows that
// questions read, made by SQL alone. What is counted out of them stays as it is.
func growPublished(ctx context.Context, from, to string, times int) error {
	file := filepath.Join(to, warehouse.Published)
	if err := copyFile(filepath.Join(from, warehouse.Published), file); err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, file, warehouse.Limits{})
	if err != nil {
		return err
	}
	for _, table := range []string{"feedback", "feedback_themes", "ratings"} {
		err = errors.Join(err, growTable(ctx, db, table, times))
	}
	return errors.Join(err, db.Close())
}

// growTable puts the copies of a row behind it, so that the order of the table
// stays.
func growTable(ctx context.Context, db *warehouse.DB, table string, times int) error {
	columns, err := db.Strings(ctx, "select column_name from duckdb_columns() where schema_name = 'main' and table_name = ? order by column_index", table)
	if err != nil {
		return err
	}
	var selected []string
	for _, column := range columns {
		switch column {
		case "feedback_id", "rating_id", "next_id":
			column = fmt.Sprintf("%[1]s + i as %[1]s", column) // they are hashes, far from each other
		case "person_key", "voter", "native_id":
			column = fmt.Sprintf("%[1]s || chr(65 + cast(i as integer)) as %[1]s", column)
		}
		selected = append(selected, column)
	}
	return db.Exec(ctx, fmt.Sprintf("create table larger as select %s from %s cross join range(%d) t(i); drop table %s; alter table larger rename to %s",
		strings.Join(selected, ", "), table, times, table, table))
}
