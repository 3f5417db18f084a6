package reports

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/reports/report"
)

// ownReports are the demo's own report and, where wanted, one with a mistake.
func ownReports(t *testing.T, broken bool) []report.Definition {
	t.Helper()
	dir := t.TempDir()
	demo, err := os.ReadFile("../example/workspace/reports/login-weekly/report.md")
	if err != nil {
		t.Fatal(err)
	}
	every, err := os.ReadFile("testdata/own.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"login-weekly.md": string(demo), "words.md": string(every)}
	if broken {
		files["broken.md"] = "---\ntitle: Broken\n---\n```sql\nselect * from nowhere\n```\n"
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := Own(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []report.Definition
	for _, r := range list {
		all = append(all, r.Definition(nil))
	}
	return all
}

// TestOwnReports holds that own reports stand beside the built-in ones, keep
// what every page promises, in a week without anything too, and that one with a
// mistake stops no other.
func TestOwnReports(t *testing.T) {
	for _, name := range []string{"full", "nothing"} {
		t.Run(name, func(t *testing.T) {
			db, dir, run := published(t, cases()[name]...), t.TempDir(), aRun()
			run.Own = ownReports(t, true)
			made, err := Write(context.Background(), db, dir, run, nil)
			if err == nil || !strings.Contains(err.Error(), "report broken: reports/broken.md:5: Table with name nowhere") {
				t.Errorf("the mistake is told as: %v", err)
			}
			if len(made) != len(definitions())+2 {
				t.Fatalf("%d reports", len(made))
			}
			for _, own := range []string{"login-weekly.html", "words.html"} {
				checkPage(t, filepath.Join(made[0].Folder, own), db)
			}
			index, err := os.ReadFile(filepath.Join(dir, "index.html"))
			if err != nil || !strings.Contains(string(index), "/login-weekly.html") || strings.Contains(string(index), "broken") {
				t.Errorf("the index, %v", err)
			}
			before := tree(t, dir)
			if _, err := Write(context.Background(), db, dir, run, nil); err == nil {
				t.Error("the mistake is told once only")
			}
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOwnInABrowser looks at own reports as at the other pages.
func TestOwnInABrowser(t *testing.T) {
	browser := chromium(t)
	for _, name := range []string{"full", "nothing"} {
		t.Run(name, func(t *testing.T) {
			run := aRun()
			run.Own = ownReports(t, false)
			made, err := Write(context.Background(), published(t, cases()[name]...), t.TempDir(), run, []string{"login-weekly", "words"})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range made {
				look(t, browser, filepath.Join(r.Folder, r.Name+".html"))
			}
		})
	}
}
