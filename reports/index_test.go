package reports

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The index lists each date with its finding, newest first, and a damaged folder
// as what it is.
func TestIndex(t *testing.T) {
	dir := t.TempDir()
	for name, manifest := range map[string]string{
		"2025-12-29": `{"date": "2025-12-29", "reports": [{"name": "summary", "run": "r1", "workspace": "Harbour", "headline": "<b>All</b> quiet", "files": [{"path": "summary.html"}]}]}`,
		"2026-01-05": `{"date": "2026-`,
		"2026-01-06": "",
	} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if manifest == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name, "manifest.json"), []byte(manifest), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "2025-12-29", "summary.html"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	db := published(t, cases()["full"]...)
	if _, err := Write(context.Background(), db, dir, aRun(), nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "index.html")
	checkPage(t, path, db)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	last := 0
	for _, want := range []string{
		`<h2 id="year-2026-h">2026</h2>`, `<a href="2026-07-06/summary.html">Login complaints`, "6 January 2026", "it has no manifest",
		"5 January 2026", "its manifest cannot be read", `<h2 id="year-2025-h">`, `<a href="2025-12-29/summary.html">&lt;b&gt;All&lt;/b&gt; quiet</a>`,
	} {
		at := strings.Index(page, want)
		if at < last {
			t.Errorf("%q stands at %d, after what follows it or nowhere", want, at)
		}
		last = at
	}
	// A run that writes the same again leaves the same index.
	if _, err := Write(context.Background(), db, dir, aRun(), nil); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(path); err != nil || string(again) != page {
		t.Errorf("the index is another one the second time, %v", err)
	}
}
