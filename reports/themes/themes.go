// Package themes writes one page for each theme: how many people name it and
// whether that changes, what it goes along with, who says it and in which words,
// what of the plan bears its label, and how it is found. It reads the marts of
// the published file and writes themes/<id>.html.
package themes

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"regexp"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/report"
)

//go:embed *.sql *.tmpl
var files embed.FS

// Write writes the pages of the themes that most people name, at most 300.
func Write(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder) error {
	d, err := load(ctx, db, mart.NewQueries(files), run, facts)
	if err != nil {
		return err
	}
	t, err := page.Parse(files)
	if err != nil {
		return err
	}
	for _, th := range d.list {
		body, err := newView(d, th)
		if err != nil {
			return err
		}
		head := page.Head{Title: body.Headline, Workspace: run.Workspace, Kind: "Customer feedback summary", Period: period(facts), Up: "../summary.html"}
		err = folder.Create(Path(th.id), func(out *report.Output) (int64, error) { return 0, t.Render(out, head, body) })
		if err != nil {
			return err
		}
	}
	return nil
}

// Listed is how many themes have a page: those that most people named in the
// last 13 weeks, then by id.
const Listed = 300

// Path is the file of a theme's page in the dated folder. An id that is no plain
// file name on every system gives its checksum's name.
func Path(id string) string {
	reserved := regexp.MustCompile(`^(con|prn|aux|nul|com\d|lpt\d|theme-.*)$`)
	if regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,79}$`).MatchString(id) && !reserved.MatchString(id) {
		return "themes/" + id + ".html"
	}
	sum := sha256.Sum256([]byte(id))
	return "themes/theme-" + hex.EncodeToString(sum[:8]) + ".html"
}

func period(f report.Facts) string {
	if f.Week.IsZero() {
		return figure.Day(f.Date)
	}
	return "Week of " + figure.Span(f.Week, f.Week.AddDate(0, 0, 6))
}
