package conformance

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

func firstPull(b *bench) {
	result := b.good()
	if c := result.Counts; c.Read != c.Stored+c.Rejected+c.Skipped || c.Stored < int64(b.c.Records) {
		b.t.Errorf("counts do not add up: %+v", c)
	}
	if b.fault.n < b.c.Setup+3 {
		b.t.Errorf("%d requests: too few records for three pages", b.fault.n)
	}
}

// nothingNew: a second pull changes no row and reads little again.
func nothingNew(b *bench) {
	b.good()
	before := b.fault.n
	b.good()
	if b.fault.n > before {
		b.t.Errorf("%d requests with nothing new, %d the first time", b.fault.n, before)
	}
	var changed int
	if err := b.db.Row(context.Background(), "select count(*) from landing.feedback where run_id <> 'run1'", nil, &changed); err != nil || changed > 0 {
		b.t.Errorf("%d rows were written again, %v", changed, err)
	}
}

func edit(b *bench) {
	b.good()
	b.put(1)
	b.put(b.c.Records) // a new one
	b.good()
	var versions int
	query := "select count(distinct body) + count(distinct title) from read_parquet('" + b.root + "/landed/*/feedback.parquet', union_by_name = true) where concat(title, body) like '%record1version%'"
	if err := b.db.Row(context.Background(), query, nil, &versions); err != nil || versions < 2 {
		b.t.Errorf("the log holds %d versions of an edited record, want both; %v", versions, err)
	}
}

// deletion shows at the latest when everything is read anew.
func deletion(b *bench) {
	b.good()
	b.delete(2)
	b.pull(context.Background(), true)
	b.holds()
	if gone := b.landed("deleted"); len(gone) == 0 || !strings.Contains(strings.Join(gone, " "), Words(2, 1)) {
		b.t.Errorf("no tombstone: %q", gone)
	}
}

// touched: a record moves to the list's end while it is being paged through,
// and another one is new.
func touched(b *bench) {
	b.fault.after = func(n int) {
		if n == b.c.Setup+1 {
			b.put(0)
			b.put(b.c.Records)
		}
	}
	if result := b.pull(context.Background(), false); result.Err != nil {
		b.t.Fatal(result.Err)
	}
	missing := b.c.Records
	for _, text := range b.landed("not deleted") {
		if n, _, ok := versionOf(text); ok && n < b.c.Records {
			missing--
		}
	}
	if missing > 0 {
		b.t.Errorf("%d records fell through between two pages", missing)
	}
	b.fault.after = nil
	b.good()
}

func emptyPage(b *bench) {
	system, ok := b.system.(Emptier)
	if !ok {
		b.t.Skip("an empty page is always the last one here")
	}
	system.EmptyPage()
	b.good()
}

// repeatedPage: the system names the same next page for ever. That is an error,
// soon, and what was read is kept.
func repeatedPage(b *bench) {
	first := map[string]*httptest.ResponseRecorder{}
	b.fault.answer = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n <= b.c.Setup {
			return false
		}
		answer := first[r.URL.Path]
		if answer == nil {
			answer = httptest.NewRecorder()
			b.system.ServeHTTP(answer, r)
			first[r.URL.Path] = answer
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	result := b.pull(ctx, false)
	if result.Err == nil || errors.Is(result.Err, context.DeadlineExceeded) {
		b.t.Errorf("%d requests, then %v", b.fault.n, result.Err)
	}
	b.fault.answer = nil
	b.good()
}

// once makes request n, after those of the setup, go wrong one time.
func (b *bench) once(n int, wrong http.HandlerFunc) {
	done := false
	b.fault.answer = func(at int, w http.ResponseWriter, r *http.Request) bool {
		if done || at != b.c.Setup+n {
			return false
		}
		done = true
		wrong(w, r)
		return true
	}
}

func tooFast(b *bench) {
	b.once(2, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	b.good()
	for _, wait := range b.waits {
		if wait >= 7*time.Second && wait < time.Minute {
			return
		}
	}
	b.t.Errorf("Retry-After: 7 was not kept to: %v", b.waits)
}

func serverError(b *bench) {
	b.once(2, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "sorry", http.StatusInternalServerError) })
	b.good()
}

// cutOff: the connection ends in the middle of an answer.
func cutOff(b *bench) {
	b.once(2, func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		b.system.ServeHTTP(answer, r)
		w.Header().Set("Content-Length", "100000000")
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
		panic(http.ErrAbortHandler)
	})
	b.server.Config.ErrorLog = nil
	b.good()
}

// killed: the run ends between two pages. The next one brings in the rest.
func killed(b *bench) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b.fault.after = func(n int) {
		if n == b.c.Setup+2 {
			cancel()
		}
	}
	b.pull(ctx, false)
	b.fault.after = nil
	b.good()
}

// resumed: what came before the kill is not asked for again.
func resumed(b *bench) {
	b.good()
	whole := b.fault.n
	fresh := newBench(b.t, b.c)
	defer fresh.close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	fresh.fault.after = func(n int) {
		if n == b.c.Setup+3 {
			cancel()
		}
	}
	fresh.pull(ctx, false)
	fresh.fault.after = nil
	fresh.good()
	if fresh.fault.n >= whole {
		b.t.Errorf("%d requests after a kill in the middle, as many as for everything", fresh.fault.n)
	}
}

func wrongSecret(b *bench) {
	b.token = "wrong-token"
	result := b.bad()
	if !errors.Is(result.Err, ingest.ErrRefused) {
		b.t.Errorf("not told as a refused secret: %v", result.Err)
	}
	if b.fault.n > b.c.Setup+1 {
		b.t.Errorf("%d requests with a secret that is refused", b.fault.n)
	}
	if rows := b.landed("true"); len(rows) > 0 {
		b.t.Errorf("%d rows without the right secret", len(rows))
	}
	b.token = Token
	b.good()
}

// noJSON: a proxy's page in place of an answer.
func noJSON(b *bench) {
	b.once(2, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><title>Please log in</title>"))
	})
	result := b.bad()
	if strings.Contains(result.Err.Error(), "DOCTYPE") {
		b.t.Errorf("quotes the page: %v", result.Err)
	}
	b.fault.answer = nil
	b.good()
}

// huge: an answer of 200 MB ends the pull, not the process.
func huge(b *bench) {
	block := bytes.Repeat([]byte(" "), 1<<20)
	b.once(2, func(w http.ResponseWriter, _ *http.Request) {
		for range 200 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.bad()
	runtime.ReadMemStats(&after)
	if grown := after.Sys - before.Sys; int64(grown) > 400<<20 {
		b.t.Errorf("took %d MB", grown>>20)
	}
	b.fault.answer = nil
	b.good()
}
