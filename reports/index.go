package reports

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/durable"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/report"
)

//go:embed index.tmpl
var indexFiles embed.FS

// indexYear is one year of the archive, newest date first.
type indexYear struct {
	Year  string
	Dates []indexDate
}

// indexDate is one dated folder.
type indexDate struct {
	ISO, Day string
	Reports  []indexReport
	Damaged  string // why it cannot be listed
}

// indexReport is one report of a date.
type indexReport struct {
	Name, Headline, Path string // Path is empty where it has no page
	Run                  string
	Files                string
	Erased               bool // words were taken out of it since
}

// writeIndex lists every dated folder of the archive in dir/index.html, from
// their manifests alone: the same archive gives the same bytes. A damaged
// manifest is listed as such and stops nothing.
func writeIndex(dir string) error {
	years, workspace, err := readIndex(dir)
	if err != nil || len(years) == 0 {
		return err
	}
	t, err := page.Parse(indexFiles)
	if err != nil {
		return err
	}
	newest := years[0].Dates[0]
	head := page.Head{Title: "All reports", Workspace: workspace, Kind: "Customer feedback", Period: "Newest: " + newest.Day}
	err = report.NewFolder(dir).Create(".index.html", func(out *report.Output) (int64, error) {
		return 0, t.Render(out, head, years)
	})
	if err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(dir, ".index.html"), filepath.Join(dir, "index.html")); err != nil {
		return err
	}
	return durable.SyncFolder(dir)
}

func readIndex(dir string) (years []indexYear, workspace string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, "", err
	}
	slices.Reverse(entries) // the newest date first
	for _, entry := range entries {
		day, err := time.Parse(dateLayout, entry.Name())
		if err != nil || !entry.IsDir() {
			continue
		}
		date, name := newIndexDate(dir, entry, day)
		if workspace == "" {
			workspace = name
		}
		year := entry.Name()[:4]
		if len(years) == 0 || years[len(years)-1].Year != year {
			years = append(years, indexYear{Year: year})
		}
		last := &years[len(years)-1]
		last.Dates = append(last.Dates, date)
	}
	return years, workspace, nil
}

func newIndexDate(dir string, entry fs.DirEntry, day time.Time) (date indexDate, workspace string) {
	date = indexDate{ISO: entry.Name(), Day: figure.Day(day)}
	m, err := readManifest(filepath.Join(dir, entry.Name()))
	switch {
	case err != nil:
		date.Damaged = "its manifest cannot be read"
		return date, ""
	case len(m.Reports) == 0:
		date.Damaged = "it has no manifest"
	}
	for _, r := range m.Reports {
		v := indexReport{Name: r.Name, Headline: r.Headline, Run: r.Run, Files: figure.Number(int64(len(r.Files)), "file", "files"), Erased: len(r.Erased) > 0}
		if v.Headline == "" {
			v.Headline = r.Name
		}
		for _, f := range r.Files {
			if f.Path == r.Name+".html" {
				v.Path = entry.Name() + "/" + f.Path
			}
		}
		date.Reports, workspace = append(date.Reports, v), r.Workspace
	}
	return date, strings.TrimSpace(workspace)
}
