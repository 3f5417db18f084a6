package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/earshot/earshot/internal/secret"
)

var compareSecrets = cmp.Comparer(func(a, b secret.Text) bool { return a.Reveal() == b.Reveal() })

func TestLoadEverything(t *testing.T) {
	t.Setenv("EARSHOT_TEST_TOKEN", "hush-hush")
	dir := t.TempDir()
	write(t, dir, "secret.txt", "from a file\r\n")
	write(t, dir, "people.csv", "")
	write(t, dir, "lexicon.csv", "")
	text := `
name: Acme
timezone: Europe/Berlin
languages: [sv, en]
as_of: 2026-03-31
limits: {memory: 1.5 GiB, threads: 2}
customers: people.csv
sources:
  - &web
    name: web
    kind: survey
    files: inbox/*.csv
    stale: 3 weeks
    id: Response ID
    time: Submitted
    respondent: {email: E-mail}
    ratings:
      - {column: Recommend?, metric: nps, scale: [0, 10]}
    comments: [Why, {column: Anything else, optional: true}]
    segments: {plan: Plan, "a.b": AB}
    words: {1: bad, 5: good}
    header_rows: 0
    weight: 1.5
    patience: 1m30s
    since: 2026-01-01
    token: ${file:secret.txt}
  - <<: *web
    name: app
    files: [app/one.csv, app/two-*.csv]
    segments: {}
  - name: inbox
    kind: mailbox
    files: mail
    user: user-${env:EARSHOT_TEST_TOKEN}
    password: ${env:EARSHOT_TEST_TOKEN}
    skip: [lists, bounces]
schedules:
  - {name: nightly, cron: 0 5 * * 7}
  - {name: monday, cron: TZ=Asia/Tokyo 0 7 * * 1, run: [report]}
report: {title: What they say, quotes: 0}
privacy: {redact_names: false}
transform: {lexicon: lexicon.csv}
`
	write(t, dir, File, text)
	zero := 0
	web := surveySettings{
		ID: "Response ID", Time: "Submitted",
		Respondent: respondent{Email: "E-mail"},
		Ratings:    []rating{{Column: "Recommend?", Metric: "nps", Scale: []float64{0, 10}}},
		Comments:   []column{{Name: "Why"}, {Name: "Anything else", Optional: true}},
		Segments:   map[string]string{"plan": "Plan", "a.b": "AB"},
		Words:      map[int]string{1: "bad", 5: "good"},
		HeaderRows: &zero, Weight: 1.5, Patience: 90 * time.Second, Since: "2026-01-01",
		Token: secret.New("from a file"),
	}
	app := web
	app.Segments = map[string]string{}
	want := &Config{
		Name: "Acme", Timezone: "Europe/Berlin", Languages: []string{"sv", "en"}, AsOf: "2026-03-31",
		Limits: Limits{Memory: "1.5 GiB", Threads: 2}, Customers: "people.csv",
		Sources: []Source{
			{Name: "web", Kind: "survey", Files: Globs{"inbox/*.csv"}, Stale: "3 weeks", Settings: &web, Line: 9},
			{Name: "app", Kind: "survey", Files: Globs{"app/one.csv", "app/two-*.csv"}, Stale: "3 weeks", Settings: &app, Line: 27},
			{Name: "inbox", Kind: "mailbox", Files: Globs{"mail"}, Stale: "14 days", Line: 31, Settings: &mailboxSettings{
				User: "user-hush-hush", Password: secret.New("hush-hush"), Skip: []skip{"lists", "bounces"}}},
		},
		Schedules: []Schedule{
			asScheduled(Schedule{Name: "nightly", Cron: "0 5 * * 7", Run: []string{"ingest", "transform", "publish", "report"}, Line: 38}),
			asScheduled(Schedule{Name: "monday", Cron: "TZ=Asia/Tokyo 0 7 * * 1", Run: []string{"report"}, Line: 39}),
		},
		Report:    Report{Title: "What they say"},
		Transform: Transform{Lexicon: "lexicon.csv"},
		Invite:    Invite{People: 8},
		Backup:    Backup{Folder: "data/backups"},
		Keep:      Keep{Backups: 14},
		Serve:     serveDefaults(),
	}
	got, err := Load(dir, sampleKinds())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, compareSecrets); diff != "" {
		t.Error("-want +got\n" + diff)
	}
	if got.Zone().String() != "Europe/Berlin" {
		t.Error(got.Zone())
	}
}

func TestLoadDefaults(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "acme")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir, File, "sources: [{name: web, kind: survey, files: a.csv, time: T, comments: [Why]}]\r\n")
	want := &Config{
		Name: "acme", Timezone: "UTC", Languages: []string{"en"}, AsOf: "now", Customers: "customers.csv",
		Sources: []Source{{Name: "web", Kind: "survey", Files: Globs{"a.csv"}, Stale: "14 days", Line: 1}},
		Report:  Report{Title: "acme", Quotes: 3},
		Invite:  Invite{People: 8},
		Privacy: Privacy{RedactNames: true},
		Backup:  Backup{Folder: "data/backups"},
		Keep:    Keep{Backups: 14},
		Serve:   serveDefaults(),
	}
	got, err := Load(dir, sampleKinds())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, compareSecrets, cmpopts.IgnoreFields(Source{}, "Settings")); diff != "" {
		t.Error("-want +got\n" + diff)
	}
	if again, err := Load(dir, sampleKinds()); err != nil || again.Sources[0].Settings == got.Sources[0].Settings {
		t.Error("two readings share their settings", err)
	}
}

func TestStaleAfter(t *testing.T) {
	for stale, want := range map[string]time.Duration{
		"1 hour": time.Hour, "36 hours": 36 * time.Hour, "1 day": 24 * time.Hour, "10 days": 240 * time.Hour,
		"2 weeks": 14 * 24 * time.Hour, "": 14 * 24 * time.Hour, "soon": 14 * 24 * time.Hour,
	} {
		if got := (Source{Stale: stale}).StaleAfter(); got != want {
			t.Errorf("%q: %v, want %v", stale, got, want)
		}
	}
}

func TestZoneThatIsNone(t *testing.T) {
	if got := (&Config{Timezone: "Nowhere"}).Zone(); got != time.UTC {
		t.Error(got)
	}
}

// TestStarter is init's promise: the files load as they are.
func TestStarter(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, Starter()); err != nil {
		t.Fatal(err)
	}
	config, err := Load(dir, sampleKinds())
	if err != nil {
		t.Fatal(err)
	}
	settings := config.Sources[0].Settings.(*surveySettings)
	if settings.ID != "Response ID" || settings.Ratings[0].Metric != "nps" || settings.Segments["plan"] != "Plan" {
		t.Errorf("%+v", settings)
	}
	themes, err := LoadThemes(filepath.Join(dir, "themes.yaml"))
	if err != nil || len(themes) != 12 {
		t.Fatal(len(themes), err)
	}
	for _, theme := range themes {
		if n := len(theme.Phrases); n < 8 || n > 12 || theme.Description == "" {
			t.Errorf("theme %s: %d phrases", theme.ID, n)
		}
	}
	if labels, err := LoadLabels(filepath.Join(dir, "labels.csv"), themes); err != nil || len(labels) != 0 {
		t.Error(labels, err)
	}
	whole, _ := fs.ReadFile(Starter(), File)
	for text, schema := range map[string]string{Template(): SchemaPath, string(mustRead(t, filepath.Join(dir, "themes.yaml"))): ThemesSchemaPath} {
		if first, _, _ := strings.Cut(text, "\n"); first != "# yaml-language-server: $schema="+schema {
			t.Error(first)
		}
	}
	if Template() != string(whole) {
		t.Error("Template is not the starter's file")
	}
}

// TestStarterComments switches on what stands there as a comment.
func TestStarterComments(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, Starter()); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(Template()) {
		bare := strings.TrimLeft(line, " ")
		after, comment := strings.CutPrefix(bare, "# ")
		if key, _, ok := strings.Cut(after, ":"); comment && ok && !strings.Contains(strings.TrimPrefix(strings.TrimSpace(key), "- "), " ") && key != "yaml-language-server" && key != "${env" {
			line = strings.Repeat(" ", len(line)-len(bare)) + after
		}
		lines = append(lines, line)
	}
	write(t, dir, "lexicon.csv", "word,valence\n")
	write(t, dir, "cert.pem", "")
	write(t, dir, "key.pem", "")
	write(t, dir, File, strings.Join(lines, ""))
	kinds := sampleKinds()
	t.Setenv("CHAT_WEBHOOK", "https://chat.example/hook")
	kinds["email"], kinds["tracker"] = struct{}{}, struct{}{}
	config, err := Load(dir, kinds)
	if err != nil {
		t.Fatal(err)
	}
	if len(config.Sources) != 4 || len(config.Schedules) != 4 || config.Limits.Threads != 2 || len(config.Serve.Allow) != 2 || config.Transform.Lexicon == "" {
		t.Errorf("%+v", config)
	}
}

func TestLoadWithoutFile(t *testing.T) {
	_, err := Load(t.TempDir(), sampleKinds())
	var problems Problems
	if !errors.As(err, &problems) || problems[0].String() != "earshot.yaml: no such file\n  hint: earshot init makes a workspace of a folder" {
		t.Error(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, File), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, sampleKinds()); err == nil || err.Error() != "earshot.yaml: not a regular file" {
		t.Error(err)
	}
}

// TestEncodings has what cannot stand in a txtar archive.
func TestEncodings(t *testing.T) {
	const good = "sources: [{name: web, kind: survey, files: a.csv, time: T, comments: [Why]}]\n"
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "earshot.yaml:1:1: the file is empty"},
		"mark":         {"\ufeff" + good, "earshot.yaml:1:1: the file begins with a byte order mark"},
		"mark, more":   {"\ufeffnam: x\n" + good, "earshot.yaml:1:1: the file begins with a byte order mark\nearshot.yaml:1:1: unknown key \"nam\""},
		"utf-16":       {"\xff\xfes\x00", "earshot.yaml:1:1: the file is UTF-16"},
		"utf-16be":     {"\xfe\xff\x00s", "earshot.yaml:1:1: the file is UTF-16"},
		"latin-1":      {"# für alle\nname: f\xfcr\n", "earshot.yaml:2:8: this is not UTF-8"},
		"nul":          {"name: a\x00b\n", "earshot.yaml:1:8: control character U+0000"},
		"bell":         {"\nname: a\x07\n", "earshot.yaml:2:8: control character U+0007"},
		"c1":           {"name: a\u0090\n", "earshot.yaml:1:8: control character U+0090"},
		"mark within":  {"name: a\ufeff\n", "earshot.yaml:1:8: control character U+FEFF"},
		"deep":         {strings.Repeat("[", 200), "earshot.yaml:1:101: too many lists and mappings within each other"},
		"deep in keys": {strings.Repeat("a: {", 200), "earshot.yaml:1:404: too many lists and mappings within each other"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, File, c.text)
			_, err := Load(dir, sampleKinds())
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatal(err)
			}
			var got []string
			for _, p := range problems {
				p.Hint = ""
				got = append(got, p.String())
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error("-want +got\n" + diff)
			}
		})
	}
	dir := t.TempDir()
	write(t, dir, File, good+strings.Repeat("#\n", maxFile/2))
	if _, err := Load(dir, sampleKinds()); err == nil || err.Error() != "earshot.yaml: larger than 8192 KB" {
		t.Error(err)
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func FuzzLoad(f *testing.F) {
	for _, archive := range []string{"earshot-syntax", "earshot-workspace", "earshot-sources"} {
		for _, text := range inputs(f, "testdata/"+archive+".txtar") {
			f.Add(text)
		}
	}
	f.Add([]byte(Template()))
	kinds := sampleKinds()
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		write(t, dir, File, string(text))
		config, err := Load(dir, kinds)
		if (config == nil) != (err != nil) {
			t.Fatal(config, err)
		}
		checkProblems(t, err, text)
	})
}
