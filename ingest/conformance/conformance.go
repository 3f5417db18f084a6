package conformance

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/warehouse"
)

// Case is one kind of source.
type Case struct {
	// System makes an empty one.
	System func() System
	// Live makes the source that pulls from the System at url.
	Live func(hosts *api.Hosts, url, token string) (ingest.Live, error)
	// Records is how many there are to be: enough for three pages.
	Records int
	// Setup is how many requests come before the first page of records: a login,
	// a form's definition.
	Setup int
	// Queries are the paths at which the system takes a query, or gives out a
	// token, by POST, as its documentation says. Any other request but GET fails
	// the test: a source only reads.
	Queries []string
	// Skip names scenarios that cannot happen to this system, each with the reason.
	Skip map[string]string
}

// Run runs all scenarios.
func Run(t *testing.T, c Case) {
	scenarios := []struct {
		name string
		run  func(*bench)
	}{
		{"first pull", firstPull}, {"nothing new", nothingNew}, {"edit", edit}, {"deletion", deletion},
		{"touched while paging", touched}, {"empty page", emptyPage}, {"repeated page", repeatedPage},
		{"too fast", tooFast}, {"server error", serverError}, {"cut off", cutOff}, {"killed", killed}, {"resumed", resumed},
		{"wrong secret", wrongSecret}, {"no JSON", noJSON}, {"huge", huge},
	}
	for _, s := range scenarios {
		t.Run(strings.ReplaceAll(s.name, " ", "-"), func(t *testing.T) {
			if reason := c.Skip[s.name]; reason != "" {
				t.Skip(reason)
			}
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			b := newBench(t, c)
			defer b.close()
			s.run(b)
			b.discreet()
			b.reads()
		})
	}
}

// bench is a System with records in it, a warehouse, and the source between.
type bench struct {
	t      *testing.T
	c      Case
	system System
	fault  *fault
	server *httptest.Server
	db     *warehouse.DB
	root   string
	now    time.Time
	runs   int
	want   map[int]int // record to version; of a deleted one there is none
	token  string
	waits  []time.Duration
	log    bytes.Buffer
	errs   []string // of all runs
	hosts  *api.Hosts
}

// dawn is when the records begin.
var dawn = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func newBench(t *testing.T, c Case) *bench {
	t.Helper()
	b := &bench{t: t, c: c, system: c.System(), root: t.TempDir(), now: dawn, want: map[int]int{}, token: Token}
	b.fault = &fault{system: b.system}
	b.server = httptest.NewServer(b.fault)
	var err error
	if b.db, err = warehouse.Open(context.Background(), filepath.Join(b.root, "w.duckdb"), warehouse.Limits{Memory: "500MB", Threads: 1}); err != nil {
		t.Fatal(err)
	}
	b.hosts = api.NewHosts(slog.New(slog.NewTextHandler(&b.log, nil)))
	b.hosts.Pause = func(ctx context.Context, d time.Duration) error {
		b.waits = append(b.waits, d)
		return ctx.Err()
	}
	for n := range c.Records {
		b.put(n)
	}
	return b
}

func (b *bench) close() {
	b.hosts.Close()
	b.server.Close()
	b.db.Close()
}

// put creates or edits a record, a minute after whatever came before.
func (b *bench) put(n int) {
	b.now = b.now.Add(time.Minute)
	b.want[n]++
	b.system.Put(n, Words(n, b.want[n]), b.now)
}

func (b *bench) delete(n int) {
	b.now = b.now.Add(time.Minute)
	delete(b.want, n)
	b.system.Delete(n)
}

// pull is one run of ingest, a day after the newest record.
func (b *bench) pull(ctx context.Context, full bool) ingest.Result {
	b.t.Helper()
	live, err := b.c.Live(b.hosts, b.server.URL, b.token)
	if err != nil {
		b.t.Fatal(err)
	}
	key, err := ingest.LoadPersonKey(filepath.Join(b.root, "person.key"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.runs++
	b.fault.n = 0
	landing := ingest.Landing{DB: b.db, Root: b.root, Folder: filepath.Join(b.root, "landed"), RunID: fmt.Sprint("run", b.runs),
		Now: b.now.Add(24 * time.Hour), Zone: time.UTC, Key: key, Log: b.hosts.Log, Full: full}
	results, err := landing.Run(ctx, []ingest.Source{{Name: "live", Settings: "s", Live: live}})
	switch {
	case err != nil && ctx.Err() == nil:
		b.t.Fatal(err)
	case err != nil:
		return ingest.Result{Err: err}
	}
	if err := results[0].Err; err != nil {
		b.errs = append(b.errs, err.Error())
	}
	return results[0]
}

// good is a run that must succeed, and bring in what there is.
func (b *bench) good() ingest.Result {
	b.t.Helper()
	result := b.pull(context.Background(), false)
	if result.Err != nil {
		b.t.Fatal(result.Err)
	}
	b.holds()
	return result
}

// bad is a run that must fail with some of the source unread.
func (b *bench) bad() ingest.Result {
	b.t.Helper()
	result := b.pull(context.Background(), false)
	if result.Err == nil {
		b.t.Fatal("the run did not fail")
	}
	return result
}

// holds compares the tables with what there is: each record once, in its newest
// version.
func (b *bench) holds() {
	b.t.Helper()
	got := map[int]int{}
	for _, text := range b.landed("not deleted") {
		n, v, ok := versionOf(text)
		if !ok {
			continue // a question, an opening note
		}
		if _, twice := got[n]; twice {
			b.t.Errorf("record %d is there twice", n)
		}
		got[n] = v
	}
	for n, v := range b.want {
		if got[n] != v {
			b.t.Errorf("record %d: version %d, want %d", n, got[n], v)
		}
		delete(got, n)
	}
	for n := range got {
		b.t.Errorf("record %d is there though it was deleted", n)
	}
	if rejects, err := b.db.Strings(context.Background(), "select reason from landing.rejects"); err != nil || len(rejects) > 0 {
		b.t.Errorf("rejects %q, %v", rejects, err)
	}
}

func (b *bench) landed(where string) []string {
	b.t.Helper()
	list, err := b.db.Strings(context.Background(), "select coalesce(title, '') || ' ' || coalesce(body, '') from landing.feedback where "+where)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// discreet: neither the log nor an error holds a secret or a customer's words.
func (b *bench) discreet() {
	b.t.Helper()
	for _, text := range append(b.errs, b.log.String()) {
		if strings.Contains(text, Token) || strings.Contains(text, "wrong-token") || wording.MatchString(text) {
			b.t.Errorf("tells too much: %s", text)
		}
	}
}

// reads: nothing was asked of the system that could change it.
func (b *bench) reads() {
	b.t.Helper()
	for _, asked := range b.fault.others {
		method, path, _ := strings.Cut(asked, " ")
		if method != http.MethodPost || !slices.Contains(b.c.Queries, path) {
			b.t.Errorf("%s: a source only reads; if the API takes its queries so, name the path in Case.Queries", asked)
		}
	}
}
