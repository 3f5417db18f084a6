package warehouse

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"

	"github.com/marcboeker/go-duckdb"
)

// Fill adds rows to a table of the given schema by DuckDB's appender, inside
// the transaction that is open, if one is. The values stand in the order of
// the table's columns; nil is null.
func (db *DB) Fill(ctx context.Context, schema, table string, rows iter.Seq[[]driver.Value]) error {
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), schema, table)
		if err != nil {
			return err
		}
		for row := range rows {
			if err := appender.AppendRow(row...); err != nil {
				return errors.Join(err, appender.Close())
			}
		}
		return appender.Close()
	})
	if err := errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("%s.%s: %w", schema, table, err)
	}
	return nil
}
