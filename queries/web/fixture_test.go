package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

// hostile is what customers, or people who name things, could write.
const hostile = `<script>window.bad=1</script>"'><img src=x onerror=window.bad=1>{{.}}`

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// site is a page that serves, with all it stands on.
type site struct {
	*Server
	url    string
	folder string
	clock  *clock
	log    *bytes.Buffer
	tokens map[access.Role]string
}

// newSite serves a workspace whose words are hostile. change may alter the
// settings before it begins.
func newSite(t *testing.T, change func(*Settings)) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{folder: dir, clock: &clock{at: time.Now().Add(time.Minute)}, log: &bytes.Buffer{}, tokens: map[access.Role]string{}}
	publishHostile(t, filepath.Join(dir, "published"), "run-1", "")
	writeArchive(t, filepath.Join(dir, "reports"))
	style, err := os.ReadFile("../../reports/page/style.css")
	if err != nil {
		t.Fatal(err)
	}
	audit, err := access.OpenAudit(filepath.Join(dir, "access"), s.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	tokens := access.OpenTokens(filepath.Join(dir, "access"), s.clock.Now)
	for role, name := range map[access.Role]string{access.Reader: "rita", access.Editor: "edith"} {
		if s.tokens[role], err = tokens.Add(context.Background(), name, role, 0); err != nil {
			t.Fatal(err)
		}
	}
	pool := reader.Open(filepath.Join(dir, "published"), reader.Limits{Timeout: 5 * time.Second})
	server := httptest.NewUnstartedServer(nil)
	settings := Settings{
		Workspace: "Acme " + hostile, Pool: pool, Reports: filepath.Join(dir, "reports"), Questions: filepath.Join(dir, "queries"), Labels: filepath.Join(dir, "labels.csv"),
		Themes: func() ([]string, error) { return []string{"login", "export"}, nil }, Zone: time.UTC, Style: style,
		Tokens: tokens, Sessions: access.NewSessions(tokens, 12*time.Hour, s.clock.Now), Audit: audit,
		Hosts: Hosts(server.Listener.Addr(), ""), Now: s.clock.Now, Log: slog.New(slog.NewTextHandler(s.log, nil)),
	}
	if change != nil {
		change(&settings)
	}
	if s.Server, err = New(settings); err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = s.Handler()
	server.Start()
	s.url = server.URL
	t.Cleanup(func() {
		server.Close()
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
		if err := audit.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

// publishHostile publishes the tables that the pages read, as a run does; more
// themes are rows of SQL.
func publishHostile(t *testing.T, folder, run, more string) {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	quoted := strings.ReplaceAll(hostile, "'", "''")
	err = db.Exec(ctx, `
		create table feedback as
		select i as feedback_id, 'survey' as source, 'R-' || i as native_id, date '2026-01-01' + cast(i % 60 as integer) as occurred_on,
			timestamp '2026-01-01 10:00:00' + to_hours(cast(i as integer)) as occurred_at, 'survey' as channel, 'Enterprise' as segment,
			case when i = 1 then '`+quoted+`' else 'Number ' || i end as title,
			'I cannot sign in to the app since the update. `+quoted+` ' || i as text, cast(i % 2 as bigint) as theme_count
		from range(200) r(i);
		create table feedback_themes as
		select i as feedback_id, 'login' as theme_id, 0.6 + (i % 3) * 0.1 as score, case when i = 2 then 'label' else 'rule' end as origin, 10 as evidence_start, 16 as evidence_end
		from range(100) r(i);
		create table theme_names as select * from (values ('login', 'Signing in `+quoted+`', null, 'Ines', 'Passwords and `+quoted+`'), ('export', 'Export', 'login', 'Bo', null)`+more+`) v(theme_id, name, parent_id, owner, description);
		create table runs as select 'run-1' as run_id, 'nightly' as command, timestamp '2026-02-03' as as_of, timestamp '2026-02-03 01:00:00' as started_at, timestamp '2026-02-03 01:05:00' as finished_at, 'done' as state;
		create table source_freshness as select 'survey' as source, 'survey' as channel, date '2026-03-01' as last_on, 3 as days_since, 14 as allowed_days, false as stale, 200 as feedback, 0 as ratings, 0 as rejected, timestamp '2026-02-03' as landed_at;
		create table run_facts as select '`+run+`' as run_id, timestamp '2026-02-03 04:05:06' as as_of`)
	if err != nil {
		t.Fatal(err)
	}
	var exports []warehouse.Export
	for table, first := range map[string]string{"feedback": "feedback_id", "feedback_themes": "feedback_id", "theme_names": "theme_id", "runs": "run_id", "source_freshness": "source", "run_facts": "run_id"} {
		exports = append(exports, warehouse.Export{Table: table, Comment: "One row per " + table + ". " + hostile, Columns: map[string]string{first: "names it " + hostile}})
	}
	if err := db.Publish(ctx, folder, exports, ""); err != nil {
		t.Fatal(err)
	}
}

// writeArchive makes two days of reports, and beside them what must not be
// served.
func writeArchive(t *testing.T, folder string) {
	t.Helper()
	report := `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-abc&#39;; base-uri &#39;none&#39;"><title>Report</title></head><body><main><h1>What they said</h1></main></body></html>`
	for _, day := range []string{"2026-02-03", "2026-01-27"} {
		write(t, filepath.Join(folder, day, "summary.html"), report)
		write(t, filepath.Join(folder, day, "bare.html"), "<p>none</p>")
		write(t, filepath.Join(folder, day, "csv", "themes.csv"), "a,b\n1,2\n")
		write(t, filepath.Join(folder, day, "mail", "ana@acme.example.html"), "to ana")
		manifest, err := json.Marshal(map[string]any{"date": day, "reports": []any{map[string]any{
			"name": "summary", "headline": day + " " + hostile,
			"files": []any{map[string]any{"path": "summary.html"}, map[string]any{"path": "bare.html"}, map[string]any{"path": "csv/themes.csv"}, map[string]any{"path": "outside.html"}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, day, "manifest.json"), string(manifest))
	}
	write(t, filepath.Join(folder, "..", "secret.html"), "secret")
	if err := os.Symlink(filepath.Join("..", "..", "secret.html"), filepath.Join(folder, "2026-02-03", "outside.html")); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readAll(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// browser is a client that keeps cookies and follows nothing.
type browser struct {
	*http.Client
	t    *testing.T
	site *site
	csrf string
}

func (s *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t, s, ""}
}

// as is a browser that signed in with a token of the role.
func (s *site) as(t *testing.T, role access.Role) *browser {
	t.Helper()
	b := s.browser(t)
	if status, _, _ := b.post("/signin", url.Values{"token": {s.tokens[role]}}); status != http.StatusSeeOther {
		t.Fatalf("sign-in as %s: %d", role, status)
	}
	_, page, _ := b.get("/ask")
	found := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no csrf token in\n%s", page)
	}
	b.csrf = found[1]
	return b
}

func (b *browser) do(r *http.Request) (status int, body string, header http.Header) {
	b.t.Helper()
	answer, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

func (b *browser) request(method, path string, form url.Values) *http.Request {
	b.t.Helper()
	r, err := http.NewRequest(method, b.site.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

func (b *browser) get(path string) (int, string, http.Header) {
	return b.do(b.request(http.MethodGet, path, nil))
}

// post sends a form with the session's token.
func (b *browser) post(path string, form url.Values) (int, string, http.Header) {
	if b.csrf != "" && !form.Has("csrf") {
		form.Set("csrf", b.csrf)
	}
	return b.do(b.request(http.MethodPost, path, form))
}
