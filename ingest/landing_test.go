package ingest_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/survey"
	"github.com/earshot/earshot/internal/warehouse"
)

// place is a workspace with a survey as its source.
type place struct {
	t        *testing.T
	root     string
	db       *warehouse.DB
	settings survey.Settings
	runs     int
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, root: t.TempDir(), settings: survey.Settings{
		ID: survey.Column{Name: "id"}, Time: survey.Time{Column: "at"},
		Respondent: survey.Respondent{Email: survey.Column{Name: "mail"}},
		Ratings:    []survey.Rating{{Column: "score", Metric: ingest.NPS}},
		Comments:   []survey.Comment{{Column: "why"}},
	}}
	p.db = p.open()
	t.Cleanup(func() { p.db.Close() })
	return p
}

func (p *place) open() *warehouse.DB {
	p.t.Helper()
	db, err := warehouse.Open(context.Background(), filepath.Join(p.root, "warehouse.duckdb"), warehouse.Limits{Memory: "1GB", Threads: 1})
	if err != nil {
		p.t.Fatal(err)
	}
	return db
}

func (p *place) write(name, text string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Join(p.root, "inbox"), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.root, "inbox", name), []byte("id,at,mail,score,why\n"+text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) ingest() ingest.Result {
	p.t.Helper()
	format, err := survey.New(p.settings, time.UTC)
	if err != nil {
		p.t.Fatal(err)
	}
	source := ingest.Source{Name: "web", Files: []string{"inbox/*.csv"}, Format: format, Settings: fmt.Sprint(p.settings.Ratings)}
	results, err := p.landing().Run(context.Background(), []ingest.Source{source})
	if err != nil {
		p.t.Fatal(err)
	}
	return results[0]
}

// landing is a run's.
func (p *place) landing() ingest.Landing {
	p.t.Helper()
	p.runs++
	key, err := ingest.LoadPersonKey(filepath.Join(p.root, "person.key"))
	if err != nil {
		p.t.Fatal(err)
	}
	zone := time.FixedZone("east", 3*3600)
	return ingest.Landing{DB: p.db, Root: p.root, Folder: filepath.Join(p.root, "landed"), RunID: fmt.Sprint("run", p.runs),
		Now: time.Unix(0, 0), Zone: zone, Key: key, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// rebuild replays the log into a new warehouse.
func (p *place) rebuild() {
	p.t.Helper()
	if err := p.db.Close(); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(p.root, "warehouse.duckdb")); err != nil {
		p.t.Fatal(err)
	}
	p.db = p.open()
	if _, err := p.db.Replay(context.Background(), filepath.Join(p.root, "landed"), nil); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) rows(query string) string {
	p.t.Helper()
	list, err := p.db.Strings(context.Background(), query)
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.Join(list, "\n")
}

const (
	words   = "select native_id || ' ' || body || ' ' || occurred_on || ' ' || run_id from landing.feedback where not deleted order by native_id"
	scores  = "select native_id || ' ' || score from landing.ratings where not deleted order by native_id"
	rejects = "select file || ':' || line from landing.rejects order by 1"
)

func (p *place) want(query, want string) {
	p.t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), p.rows(query)); diff != "" {
		p.t.Error(diff)
	}
}

func TestOnlyWhatChangedIsRead(t *testing.T) {
	p := newPlace(t)
	p.write("a.csv", "1,2026-05-01T22:30:00Z,ada@a.example,9,good\n2,2026-05-02T10:00:00Z,bob@b.example,3,bad\n")
	got := p.ingest()
	if diff := cmp.Diff(ingest.Counts{Read: 2, Stored: 2}, got.Counts); diff != "" {
		t.Fatal(diff)
	}
	p.want(words, "1/why good 2026-05-02 run1\n2/why bad 2026-05-02 run1")
	if got := p.ingest(); got.Files != 0 {
		t.Errorf("%d files read though none changed", got.Files)
	}
	path := filepath.Join(p.root, "inbox", "a.csv")
	if err := os.Chtimes(path, time.Now(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := p.ingest(); got.Files != 0 {
		t.Errorf("%d files read though one was only touched", got.Files)
	}
	p.write("a.csv", "1,2026-05-01T22:30:00Z,ada@a.example,9,good\n2,2026-05-02T10:00:00Z,bob@b.example,3,worse\n")
	p.write("b.csv", "3,2026-05-03T10:00:00Z,,10,new\n")
	if got := p.ingest(); got.Files != 2 || got.Counts.Read != 3 {
		t.Errorf("got %+v, want 2 files with 3 rows", got)
	}
	p.want(words, "1/why good 2026-05-02 run1\n2/why worse 2026-05-02 run4\n3/why new 2026-05-03 run4")
	p.want("select cast(count(distinct person_key) || ' ' || count(*) filter (where person_key is null) as varchar) from landing.feedback", "2 1")
}

func TestRejectsGoWhenTheFileIsMended(t *testing.T) {
	p := newPlace(t)
	p.write("a.csv", "1,2026-05-01,ada@a.example,99,good\n2,no day,bob@b.example,3,bad\n")
	if diff := cmp.Diff(ingest.Counts{Read: 2, Stored: 1, Rejected: 1}, p.ingest().Counts); diff != "" {
		t.Error(diff)
	}
	p.want(rejects, "inbox/a.csv:2\ninbox/a.csv:3")
	p.write("a.csv", "1,2026-05-01,ada@a.example,9,good\n2,2026-05-02,bob@b.example,3,bad\n")
	p.ingest()
	p.want(rejects, "")
	p.want(scores, "1/nps/score 9.0\n2/nps/score 3.0")
}

func TestOtherSettingsReadAnew(t *testing.T) {
	p := newPlace(t)
	p.write("a.csv", "1,2026-05-01,ada@a.example,4,good\n")
	p.ingest()
	p.settings.Ratings[0].Metric = ingest.CSAT
	p.ingest()
	p.want("select metric from landing.ratings where not deleted", "csat")
	p.want("select metric from landing.ratings where deleted", "nps")
}

// TestOtherSettingsAfterARename replaces a file by one that holds its rows too
// before the settings change.
func TestOtherSettingsAfterARename(t *testing.T) {
	p := newPlace(t)
	p.settings.ID = survey.Column{}
	p.write("a.csv", "1,2026-05-01,ada@a.example,4,good\n")
	p.ingest()
	p.write("b.csv", "1,2026-05-01,ada@a.example,4,good\n2,2026-05-02,bob@b.example,5,bad\n")
	if err := os.Remove(filepath.Join(p.root, "inbox", "a.csv")); err != nil {
		t.Fatal(err)
	}
	p.ingest()
	p.want("select distinct stream from landing.feedback", "inbox/b.csv")
	p.settings.ID, p.settings.Ratings[0].Metric = survey.Column{Name: "id"}, ingest.CSAT
	p.ingest()
	p.want(scores, "1/csat/score 4.0\n2/csat/score 5.0")
}

func TestAnyPathWillDo(t *testing.T) {
	p := newPlace(t)
	p.root = filepath.Join(p.root, "a [1] * b")
	p.write("a.csv", "1,2026-05-01,ada@a.example,9,good\n")
	if got := p.ingest(); got.Counts.Stored != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestOneFailingFileDoesNotStopTheOthers(t *testing.T) {
	p := newPlace(t)
	p.write("a.csv", "1,2026-05-01,ada@a.example,9,good\n")
	if err := os.WriteFile(filepath.Join(p.root, "inbox", "0.csv"), make([]byte, 5000), 0o644); err != nil {
		t.Fatal(err)
	}
	got := p.ingest()
	if got.Err == nil || !strings.Contains(got.Err.Error(), "inbox/0.csv") {
		t.Errorf("the error does not name the file of zeros: %v", got.Err)
	}
	p.want(scores, "1/nps/score 9.0")
}

// TestRebuildGivesTheSame replays the log into a new warehouse.
func TestRebuildGivesTheSame(t *testing.T) {
	p := newPlace(t)
	p.write("a.csv", "1,2026-05-01,ada@a.example,9,good\n2,no day,bob@b.example,3,bad\n")
	p.ingest()
	p.write("a.csv", "1,2026-05-01,ada@a.example,2,worse\n2,no day,bob@b.example,3,bad\n")
	p.ingest()
	tables := []string{"landing.feedback", "landing.ratings", "landing.rejects", "ops.cursors", "ops.batches", "ops.skipped"}
	before := map[string]string{}
	for _, table := range tables {
		before[table] = p.rows("select cast(r as varchar) from " + table + " r order by 1")
	}
	p.rebuild()
	for _, table := range tables {
		if diff := cmp.Diff(before[table], p.rows("select cast(r as varchar) from "+table+" r order by 1")); diff != "" {
			t.Errorf("%s: %s", table, diff)
		}
	}
	if got := p.ingest(); got.Files != 0 {
		t.Errorf("%d files read again after the rebuild", got.Files)
	}
}
