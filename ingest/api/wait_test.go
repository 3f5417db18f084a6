package api

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestWait(t *testing.T) {
	for _, c := range []struct {
		header map[string]string
		want   time.Duration
	}{
		{map[string]string{}, 0},
		{map[string]string{"Retry-After": "7"}, 7 * time.Second},
		{map[string]string{"Retry-After": "0.5"}, time.Second / 2},
		{map[string]string{"Retry-After": "Mon, 02 Mar 2026 12:01:00 GMT"}, time.Minute},
		{map[string]string{"Retry-After": "Mon, 02 Mar 2026 11:00:00 GMT"}, 0},
		{map[string]string{"Retry-After": "-5"}, 0},
		{map[string]string{"Retry-After": "NaN"}, 0},
		{map[string]string{"Retry-After": "Inf"}, 1e7 * time.Second},
		{map[string]string{"Retry-After": "1e300"}, 1e7 * time.Second},
		{map[string]string{"Retry-After": "soon"}, 0},
		{map[string]string{"X-RateLimit-Reset": "30", "X-RateLimit-Remaining": "0"}, 30 * time.Second},
		{map[string]string{"X-RateLimit-Reset": "30", "X-RateLimit-Remaining": "1"}, 0},
		{map[string]string{"X-RateLimit-Reset": "30"}, 0},
		{map[string]string{"RateLimit-Reset": "1.5", "RateLimit-Remaining": "0"}, 1500 * time.Millisecond},
		{map[string]string{"X-Rate-Limit-Reset": "1772452860", "X-Rate-Limit-Remaining": "0"}, time.Minute},
		{map[string]string{"X-RateLimit-Reset": "1772452860000", "X-RateLimit-Remaining": "0"}, time.Minute},
		{map[string]string{"X-RateLimit-Reset": "1772452740", "X-RateLimit-Remaining": "0"}, 0},
		{map[string]string{"X-RateLimit-Reset": "-1", "X-RateLimit-Remaining": "0"}, 0},
		{map[string]string{"X-RateLimit-Reset": "NaN", "X-RateLimit-Remaining": "0"}, 0},
		{map[string]string{"X-RateLimit-Reset": "99999999999999999999", "X-RateLimit-Remaining": "0"}, 0},
	} {
		header := http.Header{}
		for name, value := range c.header {
			header.Set(name, value)
		}
		if got := Wait(header, noon); got != c.want {
			t.Errorf("%v: %v, want %v", c.header, got, c.want)
		}
	}
}

// TestSpent: a host that wants to wait for longer than we do ends the pull, and
// says when it goes on.
func TestSpent(t *testing.T) {
	for _, wish := range []string{"301", "86400", "1e300", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)} {
		b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", wish)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		err := b.fails(b.client(Options{}), Request{Path: "/x"}, "resumes at 20")
		if !errors.Is(err, ErrSpent) || len(b.waits) > 0 || len(b.requests()) != 1 {
			t.Errorf("%s: %v after waits %v", wish, err, b.waits)
		}
	}
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "299")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	b.fails(b.client(Options{}), Request{}, "503")
	for _, wait := range b.waits {
		if wait != 299*time.Second {
			t.Errorf("waits %v", b.waits)
		}
	}
	if err := b.client(Options{}).Spent(time.Now().Add(time.Hour)); !errors.Is(err, ErrSpent) || !strings.Contains(err.Error(), "resumes at") {
		t.Error(err)
	}
}

// TestLimited: an API that says "too fast" in its own way.
func TestLimited(t *testing.T) {
	n := 0
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		if n++; n < 3 {
			w.WriteHeader(http.StatusForbidden)
		}
	})
	c := b.client(Options{Limited: func(status int, _ http.Header) (time.Duration, bool) { return 9 * time.Second, status == 403 }})
	if _, err := c.Do(t.Context(), Request{}); err != nil || len(b.waits) != 2 || b.waits[0] != 9*time.Second {
		t.Errorf("waits %v, %v", b.waits, err)
	}
}
