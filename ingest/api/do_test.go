package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
)

func TestStatuses(t *testing.T) {
	for status, tries := range map[int]int{401: 1, 403: 1, 404: 1, 410: 1, 422: 1, 409: maxTries, 408: maxTries, 500: maxTries, 502: maxTries, 504: maxTries, 524: maxTries, 429: maxTries, 503: maxTries} {
		b := newBench(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		err := b.fails(b.client(Options{Repeat: []int{409}}), Request{Path: "/x"}, fmt.Sprint(status))
		if len(b.requests()) != tries || len(b.waits) != tries-1 {
			t.Errorf("%d: asked %d times, waited %v", status, len(b.requests()), b.waits)
		}
		if errors.Is(err, ingest.ErrRefused) != (status == 401) || Missing(err) != slices.Contains([]int{403, 404, 410}, status) {
			t.Errorf("%d is taken for something else: %v", status, err)
		}
		for i, wait := range b.waits { // from half a second on, half as much again each time, and some jitter
			if wait < 200*time.Millisecond || wait > time.Minute || i > 0 && wait > 10*time.Second {
				t.Errorf("%d: waits %v", status, b.waits)
			}
		}
	}
}

// TestOnce: what begins something at the server is not asked for twice, unless
// the server says that it did not begin.
func TestOnce(t *testing.T) {
	for status, tries := range map[int]int{500: 1, 503: 1, 0: 1, 429: maxTries} {
		b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
			if status == 0 {
				panic(http.ErrAbortHandler)
			}
			w.WriteHeader(status)
		})
		b.fails(b.client(Options{}), Request{Method: http.MethodPost, Path: "/x", Once: true, Body: map[string]int{"a": 1}}, "")
		if len(b.requests()) != tries {
			t.Errorf("%d: asked %v", status, b.requests())
		}
	}
}

// TestBody: a POST that is repeated has its body each time.
func TestBody(t *testing.T) {
	var bodies []string
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		bodies = append(bodies, r.Header.Get("Content-Type")+" "+string(text))
		if len(bodies)%2 == 1 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	c := b.client(Options{Header: map[string]string{"X-A": "b"}})
	for _, r := range []Request{{Method: "POST", Body: map[string]int{"a": 1}}, {Method: "POST", Form: url.Values{"a": {"1"}}}} {
		if _, err := c.Do(t.Context(), r); err != nil {
			t.Error(err)
		}
	}
	want := []string{`application/json {"a":1}`, `application/json {"a":1}`, "application/x-www-form-urlencoded a=1", "application/x-www-form-urlencoded a=1"}
	if !slices.Equal(bodies, want) {
		t.Errorf("%q", bodies)
	}
}

// TestBomb: a small answer that unpacks to a large one.
func TestBomb(t *testing.T) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	for range 64 {
		_, _ = zip.Write(make([]byte, 1<<20))
	}
	_ = zip.Close()
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	})
	b.fails(b.client(Options{MaxBody: 1 << 20}), Request{Path: "/x"}, "an answer of more than 1 MB")
	if len(b.requests()) != 1 {
		t.Errorf("asked %v", b.requests())
	}
}

// TestSlow: an answer that does not begin, and one that does not end.
func TestSlow(t *testing.T) {
	for _, begins := range []bool{false, true} {
		b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
			if begins {
				_, _ = w.Write([]byte("["))
				w.(http.Flusher).Flush()
			}
			<-r.Context().Done()
		})
		b.hosts.Answer, b.hosts.Whole = 20*time.Millisecond, time.Minute
		if begins {
			b.hosts.Answer, b.hosts.Whole = time.Minute, 20*time.Millisecond
		}
		b.fails(b.client(Options{}), Request{Path: "/x"}, "took too long to answer")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := newBench(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	c := b.client(Options{})
	if _, err := c.Do(ctx, Request{}); !errors.Is(err, context.Canceled) || len(b.requests()) != 1 {
		t.Errorf("asked %v, %v", b.requests(), err)
	}
	done, err := b.hosts.turns(t.Context(), c.host)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.hosts.turns(ctx, c.host); !errors.Is(err, context.Canceled) {
		t.Errorf("waits for its turn though it is cancelled: %v", err)
	}
	done()
}

// TestTurns: two sources on one host never ask at the same time, and keep to the
// slower rate of the two.
func TestTurns(t *testing.T) {
	var mu sync.Mutex
	busy, most := 0, 0
	b := newBench(t, func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		busy++
		most = max(most, busy)
		mu.Unlock()
		mu.Lock()
		busy--
		mu.Unlock()
	})
	var total time.Duration
	b.hosts.Pause = func(_ context.Context, d time.Duration) error { // called by who has the turn
		total = max(total, d)
		return nil
	}
	fast, slow := b.client(Options{}), b.client(Options{PerSecond: 0.001})
	if fast.host != slow.host {
		t.Fatal("two hosts of one")
	}
	var group sync.WaitGroup
	for _, c := range []*Client{fast, slow} {
		group.Go(func() {
			for range 10 {
				if _, err := c.Do(t.Context(), Request{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if most != 1 || len(b.requests()) != 20 || total < 18*1000*time.Second {
		t.Errorf("%d at a time, %d requests, the last one waited %v", most, len(b.requests()), total)
	}
}
