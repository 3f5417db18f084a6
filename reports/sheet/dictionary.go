package sheet

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/report"
)

//go:embed dictionary.sql
var dictionarySQL string

// place is a table, or a column of it.
type place struct{ table, column string }

// meaning is what the published file's comments say of a place.
type meaning struct{ kind, text string }

// writeDictionary writes one row for each exported table and each of its
// columns, in the order of the files.
func writeDictionary(ctx context.Context, db *warehouse.DB, folder *report.Folder, tables []string, columns map[string][]string) error {
	meanings, err := readMeanings(ctx, db)
	if err != nil {
		return fmt.Errorf("csv/dictionary.csv: %w", err)
	}
	return folder.Create("csv/dictionary.csv", func(out *report.Output) (int64, error) {
		w, err := NewWriter(out, []string{"table", "column", "type", "meaning"})
		if err != nil {
			return 0, err
		}
		for _, table := range tables {
			for _, column := range append([]string{""}, columns[table]...) {
				m := meanings[place{table, column}]
				if err := w.Write([]any{table, column, m.kind, m.text}, make([]bool, 4)); err != nil {
					return 0, err
				}
			}
		}
		return w.Rows(), nil
	})
}

func readMeanings(ctx context.Context, db *warehouse.DB) (map[place]meaning, error) {
	all := map[place]meaning{}
	err := mart.Each(ctx, db, dictionarySQL, nil, func(found *sql.Rows) error {
		var p place
		var m meaning
		err := found.Scan(&p.table, &p.column, &m.kind, &m.text)
		all[p] = m
		return err
	})
	return all, err
}
