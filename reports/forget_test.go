package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

// TestForgotten: of a record that is no longer there no words are left in any
// folder, the rest is as it was, and the manifest is true.
func TestForgotten(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	parts := append(cases()["full"], "cases/ownwords.sql")
	before := published(t, parts...)
	if _, err := Write(ctx, before, dir, aRun(), nil); err != nil {
		t.Fatal(err)
	}
	const quote = `My sister Zora's export of the harbour's ledger lost nine "zebra" rows & more.`
	entries, err := filepath.Glob(filepath.Join(dir, "20*"))
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	old := filepath.Join(dir, "2026-01-05") // an earlier day
	if err := os.Rename(entries[0], old); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(old, "mail"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "mail", "ana.eml"), []byte(quote), 0o644); err != nil {
		t.Fatal(err)
	}
	was := tree(t, old)
	if holding(t, dir, quote) < 4 {
		t.Fatalf("%q stands in %d files only", quote, holding(t, dir, quote))
	}
	if _, err := Write(ctx, before, dir, aRun(), nil); err != nil { // the folders are known now
		t.Fatal(err)
	}
	after := published(t, append(parts, "cases/forgotten.sql")...)
	for range 2 { // the second changes nothing
		if _, err := Write(ctx, after, dir, aRun(), nil); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{quote, "Zora", "zebra"} {
			if n := holding(t, dir, words); n != 0 {
				t.Errorf("%q stands in %d files still", words, n)
			}
		}
	}
	checkManifest(t, old)
	now := tree(t, old)
	checkLooked(t, after, dir, old)
	page := now["themes/export.html"]
	if !strings.Contains(page, "were taken out of this page") || !strings.Contains(page, "<blockquote>") || len(page) < len(was["themes/export.html"])-600 {
		t.Errorf("%d bytes, %d before", len(page), len(was["themes/export.html"]))
	}
	if diff := cmp.Diff(was["csv/movers.csv"], now["csv/movers.csv"]); diff != "" {
		t.Error(diff)
	}
	if lines := func(s string) int { return strings.Count(s, "\r\n") }; lines(was["csv/feedback.csv"]) != lines(now["csv/feedback.csv"]) {
		t.Error("rows went as well")
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !bytes.Contains(index, []byte("words of people who asked to be forgotten were taken out</small>")) {
		t.Error("the index says nothing", err)
	}
	if out := os.Getenv("EARSHOT_SCREENSHOTS"); out != "" {
		os.CopyFS(filepath.Join(out, "forgotten"), os.DirFS(dir))
	}
}

// checkLooked holds that folders are read anew where somebody put one back, and
// not while all is as it was.
func checkLooked(t *testing.T, db *warehouse.DB, dir, old string) {
	t.Helper()
	table := filepath.Join(old, "parquet", "feedback.parquet")
	whole, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"damaged", string(whole)} {
		if err := os.WriteFile(table, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Write(context.Background(), db, dir, aRun(), nil); err != nil {
			t.Errorf("read, though nothing went: %v", err)
		}
	}
	for _, content := range []string{"damaged", string(whole)} {
		if err := errors.Join(os.WriteFile(table, []byte(content), 0o644), os.Rename(old, old+"x")); err != nil {
			t.Fatal(err)
		}
		_, away := Write(context.Background(), db, dir, aRun(), nil)
		back := os.Rename(old+"x", old)
		if _, err := Write(context.Background(), db, dir, aRun(), nil); away != nil || back != nil || (err == nil) != (content != "damaged") {
			t.Errorf("a folder that was put back: %v, %v, %v", away, back, err)
		}
	}
}

// holding counts the files that hold words, in the parts of a workbook too, with
// what pages mark left aside.
func holding(t *testing.T, dir, words string) (n int) {
	t.Helper()
	plain := strings.NewReplacer("<mark>", "", "</mark>", "", "&#39;", "'", "&#34;", `"`, "&amp;", "&", `""`, `"`)
	for name, content := range tree(t, dir) {
		if strings.HasSuffix(name, ".xlsx") {
			book, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			content = ""
			for _, part := range book.File {
				from, err := part.Open()
				if err != nil {
					t.Fatal(err)
				}
				var text bytes.Buffer
				text.ReadFrom(from)
				content += text.String()
			}
		}
		if strings.Contains(plain.Replace(content), words) {
			n++
		}
	}
	return n
}

func checkManifest(t *testing.T, folder string) {
	t.Helper()
	m, err := readManifest(folder)
	if err != nil || len(m.Reports) == 0 {
		t.Fatal(len(m.Reports), err)
	}
	for _, r := range m.Reports {
		if (len(r.Erased) == 1) != (r.Name == "summary") { // which alone quotes it
			t.Errorf("%s: %q", r.Name, r.Erased)
		}
	}
	listed := map[string]bool{"manifest.json": true}
	for _, r := range m.Reports {
		for _, f := range r.Files {
			content, err := os.ReadFile(filepath.Join(folder, f.Path))
			sum := sha256.Sum256(content)
			if err != nil || hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(content)) != f.Bytes {
				t.Errorf("%s is not what the manifest says, %v", f.Path, err)
			}
			listed[filepath.FromSlash(f.Path)] = true
		}
	}
	for name := range tree(t, folder) {
		if !listed[name] {
			t.Errorf("%s is not in the manifest", name)
		}
	}
}
