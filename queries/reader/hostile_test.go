package reader

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// hostile is one statement of testdata/hostile.txt.
type hostile struct {
	section, text string
	fails         bool
}

// TestHostileStatements asks everything of the corpus, each followed by a plain
// question; nothing outside may change or be told.
func TestHostileStatements(t *testing.T) {
	const words = "the-words-of-the-secret-file"
	dir := secrets(t, words)
	t.Setenv("EARSHOT_TEST_SECRET", words)
	t.Setenv("HOME", dir)
	t.Chdir(dir)
	spilt := t.TempDir()
	limits := inWorkers(t, Limits{Timeout: time.Minute, Memory: "400MB", Spill: spilt, Disk: "400MB", Rows: 1000, Threads: 1})
	p, folder := newPool(t, limits)
	p.grace = time.Second
	before := digests(t, dir, folder)
	list := corpus(t, dir)
	if len(list) < 300 {
		t.Fatalf("%d statements", len(list))
	}
	crashed := 0
	for _, h := range list {
		ctx, cancel := context.WithCancel(context.Background())
		if h.section == "memory" || h.section == "time" {
			ctx, cancel = context.WithTimeout(ctx, 250*time.Millisecond)
		}
		got, _, _, err := rowsWithin(ctx, p, "hostile", Query{SQL: h.text})
		cancel()
		switch {
		case h.fails && err == nil:
			t.Errorf("%s: %.100q answers %.200q", h.section, h.text, got)
		case !h.fails && err != nil:
			t.Errorf("%s: %.100q: %v", h.section, h.text, err)
		case strings.Contains(got, words), !strings.Contains(h.text, dir) && strings.Contains(got, dir), strings.Contains(got, spilt):
			t.Errorf("%s: %.100q tells of what lies outside", h.section, h.text)
		case err != nil && strings.Contains(err.Error(), words):
			t.Errorf("%s: %.100q: the error tells of what lies outside", h.section, h.text)
		case errors.Is(err, ErrCrashed):
			crashed++
			t.Logf("brought its process down: %s: %.100q", h.section, h.text)
		}
		if got, _, _, err := rows(p, "next", Query{SQL: "select count(*) from feedback"}); err != nil || got != "5000" {
			t.Errorf("after %.100q: %q, %v", h.text, got, err)
		}
	}
	if after := digests(t, dir, folder); after != before {
		t.Errorf("files changed from\n%s\nto\n%s", before, after)
	}
	t.Logf("%d statements, %d of which ended their process", len(list), crashed)
}

// TestHostileStatementsHere asks, without a process of their own, what does not
// need one to be stopped.
func TestHostileStatementsHere(t *testing.T) {
	const words = "the-words-of-the-secret-file"
	dir := secrets(t, words)
	t.Setenv("EARSHOT_TEST_SECRET", words)
	t.Chdir(dir)
	p, folder := newPool(t, Limits{Memory: "400MB", Rows: 1000, Threads: 1})
	before := digests(t, dir, folder)
	for _, h := range corpus(t, dir) {
		if h.section == "memory" || h.section == "time" {
			continue
		}
		got, _, _, err := rows(p, "hostile", Query{SQL: h.text})
		if h.fails != (err != nil) || strings.Contains(got, words) {
			t.Errorf("%s: %.100q: %.200q %v", h.section, h.text, got, err)
		}
	}
	if got, _, _, err := rows(p, "next", Query{SQL: "select count(*) from feedback"}); err != nil || got != "5000" {
		t.Error(got, err)
	}
	if after := digests(t, dir, folder); after != before {
		t.Errorf("files changed from\n%s\nto\n%s", before, after)
	}
}

//go:embed testdata/hostile.txt
var corpusFiles embed.FS

var times = regexp.MustCompile(`<<(.+?)\*(\d+)>>`)

func corpus(t testing.TB, dir string) (list []hostile) {
	t.Helper()
	content, err := corpusFiles.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	var h hostile
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		if head, found := strings.CutPrefix(line, "== "); found {
			var what string
			h.section, what, _ = strings.Cut(head, ": ")
			h.fails = what == "fails"
			continue
		}
		if line == "" || strings.HasPrefix(line, "# ") || line == "#" {
			continue
		}
		if strings.HasPrefix(line, `"`) {
			if line, err = strconv.Unquote(line); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
		}
		line = times.ReplaceAllStringFunc(line, func(text string) string {
			m := times.FindStringSubmatch(text)
			n, err := strconv.Atoi(m[2])
			if err != nil {
				t.Fatal(err)
			}
			return strings.Repeat(m[1], n)
		})
		h.text = strings.ReplaceAll(line, "{dir}", dir)
		list = append(list, h)
	}
	return list
}

// secrets is a folder with files that no question may read.
func secrets(t *testing.T, words string) string {
	t.Helper()
	dir := t.TempDir()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, filepath.Join(dir, "other.duckdb"), warehouse.Limits{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(db.Exec(ctx, "create table secret as select '"+words+"' as a; copy secret to '"+filepath.Join(dir, "secret.parquet")+"'"), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"secret.txt": words, "secret.csv": "a,b\n" + words + ",1\n", "secret.json": `{"a":"` + words + `"}`, "script.sql": "drop table feedback;",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// digests names every file of the folders with a sum of what is in it.
func digests(t *testing.T, folders ...string) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				fmt.Fprintln(&all, path)
				return err
			}
			content, err := os.ReadFile(path)
			fmt.Fprintf(&all, "%s %x\n", path, sha256.Sum256(content))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
