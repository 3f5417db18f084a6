package sheet

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"

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
// columns, in the order of the files, as a file and as a sheet.
func writeDictionary(folder *report.Folder, book *book, tables []string, columns map[string][]string, meanings map[place]meaning) error {
	return folder.Create("csv/dictionary.csv", func(out *report.Output) (int64, error) {
		head := []column{{"table", textKind}, {"column", textKind}, {"type", textKind}, {"meaning", textKind}}
		w, err := NewWriter(out, names(head))
		if err != nil {
			return 0, err
		}
		sheet, err := book.table("dictionary", head)
		if err != nil {
			return 0, err
		}
		for _, table := range tables {
			for _, column := range append([]string{""}, columns[table]...) {
				m := meanings[place{table, column}]
				row := []any{table, column, m.kind, m.text}
				if err := errors.Join(w.Write(row, dates(head)), sheet.write(row)); err != nil {
					return 0, err
				}
			}
		}
		return w.Rows(), sheet.close(w.Rows())
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
