// Package how is the page of the SQL: for each mart what a row is, what each
// column means, what it is made from and the SQL that makes it, beside the
// formulas in words. Every figure of the other pages leads here. It reads the
// published file's own comments and model_sql, and writes how.html.
package how

import (
	"context"
	"embed"
	"errors"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/report"
)

//go:embed *.sql *.tmpl
var files embed.FS

// Query is SQL that no mart holds: a report's own.
type Query struct{ Name, SQL string }

// Write writes how.html, with the reports' own queries after the models.
func Write(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder, own []Query) error {
	q := mart.NewQueries(files)
	models, err1 := mart.Select(ctx, db, q, "models", func(m *Query) []any { return []any{&m.Name, &m.SQL} })
	tables, err2 := mart.Select(ctx, db, q, "tables", func(t *table) []any { return []any{&t.name, &t.comment} })
	columns, err3 := mart.Select(ctx, db, q, "columns", func(c *column) []any { return []any{&c.table, &c.Name, &c.Type, &c.Meaning} })
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	t, err := page.Parse(files)
	if err != nil {
		return err
	}
	head := page.Head{Title: "How each figure is computed", Workspace: run.Workspace, Kind: "All reports", Period: figure.Day(facts.Date), Up: "../index.html"}
	return folder.Create("how.html", func(out *report.Output) (int64, error) {
		return 0, t.Render(out, head, newView(models, tables, columns, own))
	})
}
