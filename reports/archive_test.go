package reports

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/report"
	"github.com/google/go-cmp/cmp"
)

// note is a report of one line.
func note(name, text string) report.Definition {
	return report.Definition{Name: name, Write: func(_ context.Context, _ *warehouse.DB, _ report.Run, _ report.Facts, folder *report.Folder) error {
		return folder.Create(name+".html", func(out *report.Output) (int64, error) {
			_, err := out.Write([]byte(text))
			return 0, err
		})
	}}
}

// broken fails after its first file.
func broken(name string) report.Definition {
	return report.Definition{Name: name, Write: func(ctx context.Context, db *warehouse.DB, run report.Run, facts report.Facts, folder *report.Folder) error {
		return errors.Join(note(name, "half").Write(ctx, db, run, facts, folder), errors.New("no such column"))
	}}
}

// tree is every file below dir with its content, links as "-> target".
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == lookedName {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if entry.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(path)
			files[name] = "-> " + target
			return err
		}
		data, err := os.ReadFile(path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func without(files map[string]string, names ...string) map[string]string {
	for _, name := range names {
		delete(files, name)
	}
	return files
}

func TestSameRunSameBytes(t *testing.T) {
	db := published(t, cases()["full"]...)
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second, second} {
		if _, err := Write(context.Background(), db, dir, aRun(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(tree(t, first), tree(t, second)); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(first, "latest", "summary.html")); err != nil {
		t.Errorf("latest: %v", err)
	}
}

func TestArchive(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	db := published(t, "cases/nothing.sql")
	do := func(wantErr string, wanted []string, definitions ...report.Definition) {
		t.Helper()
		_, err := write(ctx, db, dir, aRun(), wanted, definitions)
		if (err == nil) != (wantErr == "") || (err != nil && !strings.Contains(err.Error(), wantErr)) {
			t.Fatalf("error %v, want %q", err, wantErr)
		}
	}
	expect := func(want map[string]string) {
		t.Helper()
		if diff := cmp.Diff(want, without(tree(t, dir), "2026-07-06/manifest.json", "index.html")); diff != "" {
			t.Error(diff)
		}
	}

	do("", nil, note("a", "one"), note("b", "one"))
	expect(map[string]string{"2026-07-06/a.html": "one", "2026-07-06/b.html": "one", "latest": "-> 2026-07-06"})

	// Only one is made anew: the other stays.
	do("", []string{"b"}, note("a", "two"), note("b", "two"))
	expect(map[string]string{"2026-07-06/a.html": "one", "2026-07-06/b.html": "two", "latest": "-> 2026-07-06"})

	// One fails: its last page stays, the other is new.
	do("report a: no such column", nil, broken("a"), note("b", "three"))
	expect(map[string]string{"2026-07-06/a.html": "one", "2026-07-06/b.html": "three", "latest": "-> 2026-07-06"})

	// All fail: nothing changes and nothing is left behind.
	do("no such column", nil, broken("a"), broken("b"))
	expect(map[string]string{"2026-07-06/a.html": "one", "2026-07-06/b.html": "three", "latest": "-> 2026-07-06"})

	do(`report "c": not known; there are: a, b`, []string{"c"}, note("a", ""), note("b", ""))
}

func TestWhatAKilledRunLeft(t *testing.T) {
	dir := t.TempDir()
	db := published(t, "cases/nothing.sql")
	again := func(text string) {
		t.Helper()
		if _, err := write(context.Background(), db, dir, aRun(), []string{"a"}, []report.Definition{note("a", text), note("b", text)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := write(context.Background(), db, dir, aRun(), nil, []report.Definition{note("a", "one"), note("b", "one")}); err != nil {
		t.Fatal(err)
	}
	// Killed between the two renames of a swap, with a draft and a stage about.
	for _, err := range []error{
		os.Rename(filepath.Join(dir, "2026-07-06"), filepath.Join(dir, ".2026-07-06.old")),
		os.MkdirAll(filepath.Join(dir, ".2026-07-06.draft", "csv"), 0o755),
		os.WriteFile(filepath.Join(dir, ".2026-07-06.draft", "half.html"), []byte("ha"), 0o644),
		os.MkdirAll(filepath.Join(dir, ".2026-07-06.stage"), 0o755),
		os.Symlink("nowhere", filepath.Join(dir, ".latest")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	again("two")
	want := map[string]string{"2026-07-06/a.html": "two", "2026-07-06/b.html": "one", "latest": "-> 2026-07-06"}
	if diff := cmp.Diff(want, without(tree(t, dir), "2026-07-06/manifest.json", "index.html")); diff != "" {
		t.Error(diff)
	}
}

func TestLatestIsTheNewestDate(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "2026-07-13"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := write(context.Background(), published(t, "cases/nothing.sql"), dir, aRun(), nil, []report.Definition{note("a", "one")}); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir)["latest"]; got != "-> 2026-07-13" {
		t.Errorf("latest %s", got)
	}
}

// A folder in the link's place is what a disk without links has.
func TestLatestWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "latest"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := write(context.Background(), published(t, "cases/nothing.sql"), dir, aRun(), nil, []report.Definition{note("a", "one")}); err != nil {
		t.Fatal(err)
	}
	page := tree(t, dir)["latest/index.html"]
	if !strings.Contains(page, `<a href="../2026-07-06/a.html">a</a>`) {
		t.Errorf("latest/index.html:\n%s", page)
	}
}

func TestCancelledWriteLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	db := published(t, "cases/nothing.sql")
	cancel()
	dir := t.TempDir()
	if _, err := Write(ctx, db, dir, Run{ID: "x", AsOf: time.Time{}}, nil); err == nil {
		t.Error("no error")
	}
	if files := tree(t, dir); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}
