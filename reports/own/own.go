// Package own writes a workspace's own reports: Markdown files in its reports
// folder whose SQL blocks become tables and charts.
//
// A report is reports/<name>/report.md or reports/<name>.md. It is asked of the
// published file, which nothing can change, and written as <name>.html with a
// CSV file of each query in <name>/. All mistakes of a file are told at once,
// each with its line, and nothing of that report is written then. A second run
// on the same published file gives the same bytes.
package own

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/pdf"
	"github.com/earshot/earshot/reports/report"
)

//go:embed *.tmpl
var files embed.FS

// Report is one own report as its file says.
type Report struct {
	Name       string      `json:"name"`
	File       string      `json:"file"` // reports/<name>/report.md
	Title      string      `json:"title,omitempty"`
	Parameters []Parameter `json:"parameters,omitempty"`
	Schedule   string      `json:"schedule,omitempty"` // a cron line
	Problems   Problems    `json:"problems,omitempty"` // of the file itself

	document document
}

// Load reads the reports of the folder dir, by name; "" is no folder and no
// report. A file with mistakes is listed with them. taken are names that
// reports have already.
func Load(dir string, taken []string) ([]Report, error) {
	if dir == "" {
		return nil, nil
	}
	root := os.DirFS(dir)
	paths, err := find(root)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	var all []Report
	for _, name := range paths {
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, fmt.Errorf("reports: %w", err)
		}
		r := Report{Name: nameOf(name), File: path.Join("reports", name)}
		r.document, r.Problems = parse(r.File, content)
		r.Problems = sorted(r.Problems)
		r.Title, r.Parameters, r.Schedule = r.document.title, r.document.parameters, r.document.schedule
		twice := slices.ContainsFunc(all, func(o Report) bool { return o.Name == r.Name })
		if text := wrongName(r.Name, twice, taken); text != "" {
			r.Problems = slices.Insert(r.Problems, 0, Problem{r.File, 1, text})
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b Report) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// find lists the files of reports. A README.md is for people.
func find(root fs.FS) ([]string, error) {
	inside, err := fs.Glob(root, "*/report.md")
	if err != nil {
		return nil, err
	}
	beside, err := fs.Glob(root, "*.md")
	if err != nil {
		return nil, err
	}
	beside = slices.DeleteFunc(beside, func(name string) bool { return strings.EqualFold(name, "README.md") })
	return append(inside, beside...), nil
}

func nameOf(file string) string {
	if folder := path.Dir(file); folder != "." {
		return folder
	}
	return strings.TrimSuffix(file, ".md")
}

// wrongName says why a report cannot have its name; empty: it can.
func wrongName(name string, twice bool, taken []string) string {
	switch {
	case twice:
		return "there is another report of this name: rename one of them"
	case slices.Contains(taken, name) || slices.Contains([]string{"how", "index", "latest", "themes", "csv", "parquet", "tables", "manifest"}, name):
		return fmt.Sprintf("%s is a name of earshot's own: rename the report", name)
	case !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,79}$`).MatchString(name) || regexp.MustCompile(`^(con|prn|aux|nul|com\d|lpt\d)$`).MatchString(name):
		return "a report's name has small letters, digits, - and _: rename it"
	}
	return ""
}

// Definition is the report as the reports package lists it; given are values of
// its parameters by name, which take the place of the defaults.
func (r Report) Definition(given map[string]string) report.Definition {
	return report.Definition{Name: r.Name, Write: func(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder) error {
		return r.write(ctx, db, run, facts, folder, given)
	}}
}

// Check tries the report's queries against the published file without running
// them. What is wrong with the file itself comes first.
func (r Report) Check(ctx context.Context, db *warehouse.DB) (Problems, error) {
	params, err := values(r.Parameters, nil)
	if err != nil { // told with its line when the file was read
		return r.Problems, nil
	}
	_, problems, err := plan(ctx, db, r.document, params)
	return sorted(append(slices.Clone(r.Problems), problems...)), err
}

// Takes says that the report has a parameter of that name.
func (r Report) Takes(name string) bool {
	return slices.ContainsFunc(r.Parameters, func(p Parameter) bool { return p.Name == name })
}

// Value tells whether text can be the value of the parameter of that name.
func (r Report) Value(name, text string) error {
	for _, p := range r.Parameters {
		if p.Name == name {
			_, err := p.value(text)
			return err
		}
	}
	return nil
}

func (r Report) write(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder, given map[string]string) error {
	problems, err := r.Check(ctx, db)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return problems
	}
	params, err := values(r.Parameters, given)
	if err != nil {
		return fmt.Errorf("%s: %w", r.File, err)
	}
	results, err := r.ask(ctx, db, params)
	if err != nil {
		return err
	}
	body, problems, err := newView(r.Name, r.document, results, params)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return sorted(problems)
	}
	return r.create(ctx, run, facts, folder, body, results)
}

// ask runs all queries.
func (r Report) ask(ctx context.Context, db *warehouse.DB, params map[string]any) ([]result, error) {
	queries, problems, err := plan(ctx, db, r.document, params)
	if err != nil {
		return nil, err
	}
	asking := &reader{file: r.File, problems: problems}
	var results []result
	for _, q := range queries {
		if len(problems) > 0 {
			break
		}
		a, err := asking.run(ctx, db, q)
		if err != nil {
			return nil, err
		}
		results = append(results, a)
	}
	if len(asking.problems) > 0 {
		return nil, sorted(asking.problems)
	}
	return results, nil
}

// create writes the page, the tables and, where a browser is to print it, PDF.
func (r Report) create(ctx context.Context, run report.Run, facts report.Facts, folder *report.Folder, body view, results []result) error {
	t, err := page.Parse(files)
	if err != nil {
		return err
	}
	folder.Headline = body.Headline
	head := page.Head{Title: body.Headline, Workspace: run.Workspace, Kind: "All reports", Period: figure.Day(facts.Date), Up: "../index.html"}
	file := r.Name + ".html"
	err = folder.Create(file, func(out *report.Output) (int64, error) { return 0, t.Render(out, head, body) })
	if err != nil {
		return err
	}
	if run.Browser != "" {
		err := folder.Create(r.Name+".pdf", func(out *report.Output) (int64, error) {
			return 0, pdf.Print(ctx, run.Browser, folder.Path(file), run.AsOf, out)
		})
		if err != nil {
			return err
		}
	}
	return writeTables(r.Name, results, folder)
}

// sorted puts problems in the order of their lines.
func sorted(problems Problems) Problems {
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	return problems
}
