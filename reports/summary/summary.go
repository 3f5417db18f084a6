// Package summary is the Product Owner's report: what moved, is it real, who
// said it, what to decide. It reads the marts of the published file and writes
// summary.html and csv/. A second run for the same run id gives the same bytes.
//
// The page states figures; it does not compute them. Those that no mart holds
// (net sentiment over all themes, people, the share without a theme) are
// computed by queries of this folder with the models' own formulas.
package summary

import (
	"context"
	"embed"
	"io/fs"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/how"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/pack"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/pdf"
	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/sheet"
	"github.com/earshot/earshot/reports/themes"
)

//go:embed *.sql *.tmpl csv/*.sql
var files embed.FS

// Definition is the report as the reports package lists it; own are the queries
// of all reports, which the page of the SQL shows after the models.
func Definition(own []how.Query) report.Definition {
	return report.Definition{Name: "summary", Write: func(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder) error {
		return write(ctx, db, run, facts, folder, own)
	}}
}

func write(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder, own []how.Query) error {
	d, err := load(ctx, db, mart.NewQueries(files), run, facts)
	if err != nil {
		return err
	}
	if d.plan, d.planned, err = pack.FiveLists().Load(ctx, db); err != nil {
		return err
	}
	body, err := newView(d)
	if err != nil {
		return err
	}
	t, err := page.Parse(files)
	if err != nil {
		return err
	}
	folder.Headline = body.Lead.Headline
	err = folder.Create("summary.html", func(out *report.Output) (int64, error) {
		return 0, t.Render(out, head(d, body.Lead.Headline), body)
	})
	if err != nil {
		return err
	}
	if err := printed(ctx, run, folder); err != nil {
		return err
	}
	if err := themes.Write(ctx, db, run, facts, folder); err != nil {
		return err
	}
	if err := how.Write(ctx, db, run, facts, folder, own); err != nil {
		return err
	}
	tables, err := fs.Sub(files, "csv")
	if err != nil {
		return err
	}
	return sheet.Export(ctx, db, tables, run, folder)
}

// printed adds summary.pdf where a browser is to print it.
func printed(ctx context.Context, run report.Run, folder *report.Folder) error {
	if run.Browser == "" {
		return nil
	}
	return folder.Create("summary.pdf", func(out *report.Output) (int64, error) {
		return 0, pdf.Print(ctx, run.Browser, folder.Path("summary.html"), run.AsOf, out)
	})
}

func head(d data, headline string) page.Head {
	h := page.Head{Title: headline, Workspace: d.run.Workspace, Kind: "Customer feedback summary", Period: figure.Day(d.facts.Date)}
	if !d.facts.Week.IsZero() {
		h.Period = "Week of " + d.week()
	}
	return h
}
