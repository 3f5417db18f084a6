package tracker

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
	"github.com/earshot/earshot/internal/warehouse"
)

func newSecret(text string) secret.Text { return secret.New(text) }

// maker makes a live source of settings.
type maker interface {
	Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error)
}

// serve starts a system for the length of a test.
func serve(t testing.TB, system http.Handler) string {
	t.Helper()
	server := httptest.NewServer(system)
	t.Cleanup(server.Close)
	return server.URL
}

// quickHosts are connections that never wait, and how long they would have.
func quickHosts(t testing.TB) (*api.Hosts, *[]time.Duration) {
	hosts := api.NewHosts(nil)
	t.Cleanup(hosts.Close)
	waits := &[]time.Duration{}
	hosts.Pause = func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	}
	return hosts, waits
}

// pullOf pulls every stream from the start, by name; errors are joined.
func pullOf(t testing.TB, settings maker) (map[string][]ingest.Item, error) {
	t.Helper()
	hosts, _ := quickHosts(t)
	live, err := settings.Live(hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	streams, err := live.Streams(context.Background())
	if err != nil {
		return nil, err
	}
	items := map[string][]ingest.Item{}
	var problems []error
	for _, stream := range streams {
		items[stream.Name] = nil
		for page, err := range stream.Pull(context.Background(), ingest.From{Now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}) {
			if err != nil {
				problems = append(problems, err)
				break
			}
			items[stream.Name] = append(items[stream.Name], page.All()...)
		}
	}
	return items, errors.Join(problems...)
}

// folder is a workspace with a warehouse into which sources are pulled.
type folder struct {
	t    *testing.T
	db   *warehouse.DB
	root string
	runs int
}

func newFolder(t *testing.T) *folder {
	t.Helper()
	f := &folder{t: t, root: t.TempDir()}
	var err error
	if f.db, err = warehouse.Open(context.Background(), filepath.Join(f.root, "w.duckdb"), warehouse.Limits{Memory: "500MB", Threads: 1}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.db.Close() })
	return f
}

// pull is one run of ingest.
func (f *folder) pull(settings maker, now time.Time, full bool) ingest.Result {
	f.t.Helper()
	hosts, _ := quickHosts(f.t)
	live, err := settings.Live(hosts, time.UTC)
	if err != nil {
		f.t.Fatal(err)
	}
	key, err := ingest.LoadPersonKey(filepath.Join(f.root, "person.key"))
	if err != nil {
		f.t.Fatal(err)
	}
	f.runs++
	landing := ingest.Landing{DB: f.db, Root: f.root, Folder: filepath.Join(f.root, "landed"), RunID: "run" + strconv.Itoa(f.runs),
		Now: now, Zone: time.UTC, Key: key, Log: hosts.Log, Full: full}
	results, err := landing.Run(context.Background(), []ingest.Source{{Name: "live", Settings: "s", Live: live}})
	if err != nil {
		f.t.Fatal(err)
	}
	return results[0]
}

// ids are the native ids that stand in a table, sorted.
func (f *folder) ids(table string) []string {
	f.t.Helper()
	list, err := f.db.Strings(context.Background(), "select native_id from landing."+table+" where not deleted")
	if err != nil {
		f.t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func isRefused(err error) bool { return errors.Is(err, ingest.ErrRefused) }

// settled: an item is stored, rejected or counted out, and what it stores is
// complete.
func settled(t *testing.T, item ingest.Item) {
	t.Helper()
	if empty(item) && item.Skip == "" {
		t.Fatal("an item is lost")
	}
	for _, f := range item.Feedback {
		if f.NativeID == "" || f.OccurredAt.IsZero() || f.Title+f.Body == "" && !f.Deleted {
			t.Fatalf("feedback without id, time or words: %+v", f)
		}
	}
	for _, w := range item.WorkItems {
		if w.Key == "" || w.Type == "" || w.State == "" {
			t.Fatalf("work item without key, type or state: %+v", w)
		}
	}
	for _, r := range item.Rejects {
		if r.Reason == "" {
			t.Fatal("reject without a reason")
		}
	}
}
