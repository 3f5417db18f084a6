package reports

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/earshot/earshot/reports/pack"
	"github.com/earshot/earshot/reports/sheet"
)

// packCases are the cases whose packs are compared: everything, with words that
// break pages, nothing at all, and a published file of an earlier version.
func packCases() map[string][]string {
	return map[string][]string{"plan": cases()["plan"], "nothing": cases()["nothing"], "earlier": {"cases/quiet.sql", "feedback.sql", "cases/earlier.sql"}}
}

func TestGoldenPacks(t *testing.T) {
	for name, parts := range packCases() {
		t.Run(name, func(t *testing.T) {
			db := published(t, parts...)
			for _, p := range pack.All() {
				dir := t.TempDir()
				made, err := Write(context.Background(), db, dir, aRun(), []string{p.Name}) // alone: no link may lead to another report
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(made[0].Folder, p.Name+".html")
				checkPage(t, path, db)
				page, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, withoutStyle(page), name+"-"+p.Name+".html")
				checkPackTables(t, made[0])
			}
		})
	}
}

// checkPackTables holds that each table is there, whole and harmless.
func checkPackTables(t *testing.T, r Report) {
	t.Helper()
	for _, f := range r.Files {
		if !strings.HasSuffix(f.Path, ".csv") {
			continue
		}
		file, err := os.Open(filepath.Join(r.Folder, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil || int64(len(rows)-1) != f.Rows {
			t.Errorf("%s: %d rows, the manifest says %d, %v", f.Path, len(rows)-1, f.Rows, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != sheet.Harmless(cell) {
					t.Errorf("%s: a cell begins with %q", f.Path, cell[:1])
				}
			}
		}
	}
}

// TestPacksTwice: the same run gives the same bytes.
func TestPacksTwice(t *testing.T) {
	db := published(t, cases()["plan"]...)
	write := func() (sums []string) {
		made, err := Write(context.Background(), db, t.TempDir(), aRun(), []string{"refinement", "review", "voices"})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range made {
			for _, f := range r.Files {
				sums = append(sums, f.Path+" "+f.SHA256)
			}
		}
		return sums
	}
	if a, b := strings.Join(write(), "\n"), strings.Join(write(), "\n"); a != b {
		t.Errorf("%s\nthen\n%s", a, b)
	}
}

// TestPacksSayWhatIsNotKnown: without a plan, or without sprints, no pack says that
// all is well.
func TestPacksSayWhatIsNotKnown(t *testing.T) {
	for name, c := range map[string]struct {
		parts []string
		want  map[string]bool // of each pack: whether its headline begins so
		lead  string
	}{
		"plan":      {cases()["plan"], map[string]bool{}, "No "},
		"nothing":   {cases()["nothing"], map[string]bool{"refinement": true, "planning": true, "review": true, "retrospective": true, "voices": true}, "No plan is known yet"},
		"no sprint": {append(cases()["plan"], "cases/sprintless.sql"), map[string]bool{"planning": true, "retrospective": true, "voices": true}, "No sprint is known yet"},
	} {
		db := published(t, c.parts...)
		for _, p := range pack.All() {
			made, err := Write(context.Background(), db, t.TempDir(), aRun(), []string{p.Name})
			if err != nil {
				t.Fatal(err)
			}
			headline := strings.TrimPrefix(made[0].Headline, p.Title+": ")
			page, err := os.ReadFile(filepath.Join(made[0].Folder, p.Name+".html"))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.HasPrefix(headline, c.lead); got != c.want[p.Name] || got != strings.Contains(string(page), `<p class="notice">`) {
				t.Errorf("%s, %s: %q", name, p.Name, headline)
			}
		}
	}
}
