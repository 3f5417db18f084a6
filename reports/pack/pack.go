// Package pack writes the packs of a sprint's meetings: what each role needs to
// hold what customers ask for against the plan, and to talk with them.
//
// A pack is a list of sections; a section is a query of this folder and how its
// rows are shown. It reads the published file alone and writes <pack>.html with
// the rows of each query as CSV in <pack>/. People stand there by their id in
// customers.csv, and only those who may be contacted: names and addresses are
// in no file that leaves the warehouse. A second run gives the same bytes.
package pack

import (
	"cmp"
	"context"
	"embed"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/how"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/pdf"
	"github.com/earshot/earshot/reports/report"
)

//go:embed *.sql *.tmpl
var files embed.FS

// Pack is one report: what it is for, and its sections in their order.
type Pack struct {
	Name     string // refinement
	Title    string // Refinement
	For      string // what to do with it, in a sentence
	Quiet    string // the headline where no section has anything to tell
	BySprint bool   // most of it is about sprints
	Sections []Section
}

// Queries are the SQL of all sections, for the page of the SQL.
func Queries() []how.Query {
	q := mart.NewQueries(files)
	names, _ := fs.Glob(files, "*.sql") // the pattern is good
	var all []how.Query
	for _, name := range names {
		name = strings.TrimSuffix(name, ".sql")
		text, _ := q.Text(name) // embedded beside this file
		all = append(all, how.Query{Name: "pack " + name, SQL: text})
	}
	return all
}

// Definition is the pack as the reports package lists it; own are the queries of
// all reports, which the page of the SQL shows after the models.
func (p Pack) Definition(own []how.Query) report.Definition {
	return report.Definition{Name: p.Name, Write: func(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder) error {
		v, err := p.load(ctx, db, facts, folder)
		if err != nil {
			return err
		}
		if err := p.create(ctx, run, folder, v); err != nil {
			return err
		}
		return how.Write(ctx, db, run, facts, folder, own)
	}}
}

// view is a pack's page.
type view struct {
	Headline, For, Period string
	Sections              []page.Section
	Missing               bool   // the published file lacks the marts of some section
	Notice                string // what of the plan is not known; empty: nothing
}

func (p Pack) load(ctx context.Context, db *warehouse.DB, facts report.Facts, folder *report.Folder) (view, error) {
	v := view{For: p.For}
	var err error
	if v.Period, err = period(ctx, db, facts); err != nil {
		return v, err
	}
	without, err := p.lacks(ctx, db)
	if err != nil {
		return v, err
	}
	v.Notice = without.Notice
	var told []string
	for _, s := range p.Sections {
		known, err := s.known(ctx, db)
		if err != nil {
			return v, err
		}
		if !known {
			v.Missing = true
			continue
		}
		rows, err := s.ask(ctx, db)
		if err != nil {
			return v, err
		}
		file := p.Name + "/" + strings.ReplaceAll(s.Query, "_", "-") + ".csv"
		if err := folder.Create(file, rows.csv); err != nil {
			return v, err
		}
		v.Sections = append(v.Sections, s.view(rows, file))
		if n := s.count(rows); n > 0 && s.One != "" && len(told) < 3 {
			told = append(told, figure.Number(n, s.One, s.Many))
		}
	}
	if without.Headline != "" {
		told = slices.Insert(told, 0, without.Headline)
	}
	v.Headline = cmp.Or(strings.Join(told, "; "), p.Quiet)
	return v, nil
}

func (p Pack) create(ctx context.Context, run report.Run, folder *report.Folder, v view) error {
	t, err := page.Parse(files)
	if err != nil {
		return err
	}
	folder.Headline = p.Title + ": " + v.Headline
	head := page.Head{Title: folder.Headline, Workspace: run.Workspace, Kind: p.Title, Period: v.Period, Up: "../index.html"}
	file := p.Name + ".html"
	if err := folder.Create(file, func(out *report.Output) (int64, error) { return 0, t.Render(out, head, v) }); err != nil {
		return err
	}
	if run.Browser == "" {
		return nil
	}
	return folder.Create(p.Name+".pdf", func(out *report.Output) (int64, error) {
		return 0, pdf.Print(ctx, run.Browser, folder.Path(file), run.AsOf, out)
	})
}

// period is the sprint under way, or the next one, or the run's day.
func period(ctx context.Context, db *warehouse.DB, facts report.Facts) (string, error) {
	q := mart.NewQueries(files)
	type sprint struct {
		name         string
		starts, ends time.Time
	}
	sprints, err := mart.Select(ctx, db, q, "sprint", func(s *sprint) []any { return []any{&s.name, &s.starts, &s.ends} })
	if err != nil || len(sprints) == 0 {
		return figure.Day(facts.Date), err
	}
	return sprints[0].name + ", " + figure.Span(sprints[0].starts, sprints[0].ends), nil
}
