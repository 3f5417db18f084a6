package tracker

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// shelf is what a stand-in for a tracker holds, in the order of change.
type shelf []shelved

type shelved struct {
	n                int
	words            string
	created, updated time.Time
}

func (s *shelf) put(n int, words string, at time.Time) {
	created := at
	if i := s.index(n); i >= 0 {
		created = (*s)[i].created
		*s = slices.Delete(*s, i, i+1)
	}
	*s = append(*s, shelved{n, words, created, at})
}

func (s *shelf) delete(n int) {
	*s = slices.DeleteFunc(*s, func(r shelved) bool { return r.n == n })
}

func (s shelf) index(n int) int {
	return slices.IndexFunc(s, func(r shelved) bool { return r.n == n })
}

// from gives what changed at or after a moment, in the order of change.
func (s shelf) from(since time.Time) shelf {
	return slices.DeleteFunc(slices.Clone(s), func(r shelved) bool { return r.updated.Before(since) })
}

// page cuts page number n, from 1, and says whether there is another one.
func cut[T any](all []T, n, size int) (page []T, more bool) {
	n = max(n, 1)
	first, last := min((n-1)*size, len(all)), min(n*size, len(all))
	return all[first:last], last < len(all)
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}

// stand serves a stand-in for a system as long as the test runs.
func stand(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// testHosts wait for nothing but write down how long they were to.
func testHosts(t testing.TB, waits *[]time.Duration) *api.Hosts {
	t.Helper()
	hosts := api.NewHosts(nil)
	t.Cleanup(hosts.Close)
	hosts.Pause = func(ctx context.Context, d time.Duration) error {
		if waits != nil {
			*waits = append(*waits, d)
		}
		return ctx.Err()
	}
	return hosts
}

// pulled is what one stream gave.
type pulled struct {
	items     []ingest.Item
	positions []string
	err       error
}

// pullAll pulls every stream of a source from the start.
func pullAll(t testing.TB, live ingest.Live, from ingest.From) map[string]pulled {
	t.Helper()
	streams, err := live.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if from.Now.IsZero() {
		from.Now = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	all := map[string]pulled{}
	for _, stream := range streams {
		var p pulled
		for page, err := range stream.Pull(t.Context(), from) {
			if p.err = err; err != nil {
				break
			}
			p.items = append(p.items, page.All()...)
			if page.Position != "" {
				p.positions = append(p.positions, page.Position)
			}
		}
		all[stream.Name] = p
	}
	return all
}

// ids are the native ids of the feedback, in order.
func (p pulled) ids() []string {
	var ids []string
	for _, item := range p.items {
		for _, f := range item.Feedback {
			ids = append(ids, f.NativeID)
		}
	}
	return ids
}
