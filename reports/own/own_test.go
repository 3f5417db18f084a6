package own

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/report"
)

var update = flag.Bool("update", false, "write the golden file anew")

// published is a small published file, opened as a reader does.
func published(t testing.TB) *warehouse.DB {
	t.Helper()
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "published.duckdb")
	db, err := warehouse.Open(ctx, path, warehouse.Limits{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Exec(ctx, `create table scores as select date '2026-05-03' + 7 * cast(i as integer) as week, 30.5 + i as score, 20.0 + i as low, 40.0 + i as high, 3 + i as n
			from range(6) t(i) where i <> 3;
		create table groups as select * from (values ('<b>Ada & Co</b>', 25.0, 10.0, 40.0, 4), ('Enterprise', 60.0, 50.0, 70.0, 9), ('Solo', null, null, null, 2)) t(name, share, low, high, n);
		create table quotes as select * from (values ('I <b>love</b> it', 'love', date '2026-05-04', 'survey', 'Solo', 'https://acme.example/1'),
			('=Nothing works', 'absent', null, 'email', null, 'javascript:alert(1)'), ('', '', null, 'email', null, '')) t(quote, evidence, said, channel, name, url)`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = warehouse.OpenPublished(ctx, path, warehouse.Limits{Threads: 2}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// load reads reports from a folder with these files.
func load(t testing.TB, files map[string]string) []Report {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := Load(dir, []string{"summary"})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// write makes one report and gives its files.
func write(t testing.TB, db *warehouse.DB, r Report, given map[string]string) (map[string]string, *report.Folder, error) {
	t.Helper()
	dir := t.TempDir()
	folder := report.NewFolder(dir)
	run := report.Run{Workspace: "Harbour", AsOf: time.Date(2026, 7, 6, 5, 0, 0, 0, time.UTC)}
	err := r.Definition(given).Write(context.Background(), db, run, report.Facts{Date: time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)}, folder)
	all := map[string]string{}
	for _, f := range folder.Files() {
		content, err := os.ReadFile(filepath.Join(dir, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		all[f.Path] = string(content)
	}
	return all, folder, err
}

// TestProblems holds each mistake to its line; a * in what is wanted ends it.
func TestProblems(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/problems.txtar")
	if err != nil {
		t.Fatal(err)
	}
	db := published(t)
	wanted := map[string]string{}
	sources := map[string]string{}
	for _, f := range archive.Files {
		if name, ok := strings.CutSuffix(f.Name, ".want"); ok {
			wanted[name] = string(f.Data)
		} else {
			sources[f.Name] = string(f.Data)
		}
	}
	for _, r := range load(t, sources) {
		t.Run(r.Name, func(t *testing.T) {
			files, _, err := write(t, db, r, nil)
			if err == nil {
				t.Fatal("nothing is told")
			}
			if len(files) > 0 {
				t.Errorf("%d files of a report with mistakes", len(files))
			}
			got, want := strings.Split(err.Error(), "\n"), strings.Split(strings.TrimSpace(wanted[r.Name]), "\n")
			for i := range want {
				if before, cut := strings.CutSuffix(want[i], "*"); cut && i < len(got) && strings.HasPrefix(got[i], before) {
					got[i] = want[i]
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func every(t testing.TB) Report {
	t.Helper()
	source, err := os.ReadFile("testdata/every.md")
	if err != nil {
		t.Fatal(err)
	}
	return load(t, map[string]string{"every/report.md": string(source)})[0]
}

// TestEveryChart compares the page of all sorts of blocks with the golden one.
func TestEveryChart(t *testing.T) {
	db := published(t)
	files, folder, err := write(t, db, every(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	page := regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>|'?sha256-[^ ]*`).ReplaceAllString(files["every.html"], "")
	page = regexp.MustCompile(`(?s)<tr role="row"><th role="rowheader" scope="row" dir="auto">(\d\d+|[2-9])</th></tr>\n`).ReplaceAllString(page, "")
	if *update {
		if err := os.WriteFile("testdata/every.html", []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/every.html")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), page); diff != "" {
		t.Errorf("see it and run with -update (-want +got):\n%s", diff)
	}
	for _, raw := range []string{"<b>", "<i>", "<script>alert", "javascript:", "<img", "<its>"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page has %q", raw)
		}
	}
	for _, said := range []string{"Of 6,000 rows, the first 5,000 are in the file", "There is nothing to show", "<code>{{value newest.score}}</code>", `href="https://acme.example/1"`} {
		if !strings.Contains(page, said) {
			t.Errorf("the page does not say %q", said)
		}
	}
	if want := "Every chart: 36 for <b>Ada & Co</b> <i>since</i> 1 May 2026"; folder.Headline != want {
		t.Errorf("headline %q, want %q", folder.Headline, want)
	}
	if n := strings.Count(files["every/long.csv"], "\r\n"); n != 5001 {
		t.Errorf("%d lines of 5,000 rows", n)
	}
	if !strings.Contains(files["every/said.csv"], "'=Nothing works") {
		t.Error("a formula in a CSV file")
	}
}

// TestSameBytes holds that neither the order of rows nor of sums shows, also
// where ORDER BY leaves rows open.
func TestSameBytes(t *testing.T) {
	db := published(t)
	r := load(t, map[string]string{"ties.md": "---\ntitle: Ties\n---\n" +
		"```sql\nselect i % 7 as a, i as b from range(200000) t(i) order by a desc limit 4000\n```\n\n" +
		"```sql\nselect i % 3 as a, avg(sin(i)) as b from range(100000) t(i) group by all\n```\n\n" +
		"```sql\nselect i as a from range(200000) t(i) limit 10\n```\n"})[0]
	first, _, err := write(t, db, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(first["ties/_1.csv"], "a,b\r\n6,6\r\n6,13\r\n") || !strings.HasPrefix(first["ties/_3.csv"], "a\r\n0\r\n1\r\n2\r\n") {
		t.Errorf("not in order: %.60q, %.40q", first["ties/_1.csv"], first["ties/_3.csv"])
	}
	for range 3 {
		again, _, err := write(t, db, r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestParameters holds that values are bound, never pasted, and of their type.
func TestParameters(t *testing.T) {
	db, r := published(t), every(t)
	for name, text := range map[string]string{"group": "Solo' or 1=1; drop table scores --", "since": "2026-05-20", "least": "9.5"} {
		if err := r.Value(name, text); err != nil || !r.Takes(name) {
			t.Errorf("%s=%s: %v", name, text, err)
		}
		files, _, err := write(t, db, r, map[string]string{name: text})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(files["every/line.csv"]), "\r\n")
		if name == "since" && (len(lines) != 3 || !strings.HasPrefix(lines[1], "2026-05-31")) {
			t.Errorf("since 20 May: %q", lines)
		}
	}
	for name, text := range map[string]string{"since": "yesterday", "least": "0x10", "group": "a\x00b"} {
		if err := r.Value(name, text); err == nil {
			t.Errorf("%s=%q is taken", name, text)
		}
	}
	if r.Takes("nothing") {
		t.Error("it takes what it does not declare")
	}
}

func TestNames(t *testing.T) {
	fine := "---\ntitle: Fine\n---\n```sql\nselect 1 as a\n```\n"
	list := load(t, map[string]string{"a.md": fine, "a/report.md": fine, "summary.md": fine, "Big.md": fine, "con.md": fine, "ok/report.md": fine, "README.md": "for people", "other/notes.md": ""})
	var got []string
	for _, r := range list {
		got = append(got, r.Name+" "+r.Problems.Error())
	}
	want := []string{
		"Big reports/Big.md:1: a report's name has small letters, digits, - and _: rename it",
		"a ", "a reports/a.md:1: there is another report of this name: rename one of them",
		"con reports/con.md:1: a report's name has small letters, digits, - and _: rename it", "ok ",
		"summary reports/summary.md:1: summary is a name of earshot's own: rename the report",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if list, err := Load("", nil); err != nil || len(list) > 0 {
		t.Errorf("no folder: %v, %v", list, err)
	}
}

// FuzzParse holds that any file is read or told of, with lines that it has.
func FuzzParse(f *testing.F) {
	every, err := os.ReadFile("testdata/every.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(every)
	archive, err := txtar.ParseFile("testdata/problems.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(file.Data)
	}
	f.Add([]byte("---\r\ntitle: \xff\r\n---\r\n"))
	f.Add([]byte("---\ntitle: &a [*a]\nparameters: {<<: *a}\nschedule: TZ=\n---\n> ```sql x=\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		d, problems := parse("reports/x.md", source)
		last := 2 + bytes.Count(source, []byte("\n"))
		for _, p := range problems {
			if p.Line < 1 || p.Line > last || p.Text == "" || strings.Contains(p.Text, "\n") && !bytes.Contains(source, []byte("\n")) {
				t.Errorf("%+v of %d lines", p, last)
			}
		}
		if len(problems) > 0 {
			return
		}
		for _, piece := range d.pieces {
			if piece.node == nil {
				continue
			}
			var html bytes.Buffer
			if err := newRenderer(func(string) string { return "" }).Render(&html, d.source, piece.node); err != nil {
				t.Fatal(err)
			}
			for _, raw := range []string{"<script", "<img", "<b>", "javascript:\"", "<iframe"} {
				if strings.Contains(html.String(), raw) {
					t.Errorf("%q in %q", raw, html.String())
				}
			}
		}
	})
}
