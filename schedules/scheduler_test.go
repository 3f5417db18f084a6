package schedules

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/earshot/earshot/internal/secret"
	"github.com/earshot/earshot/internal/warehouse"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// running is a scheduler whose jobs run in this process.
func running(l *Ledger, clock *simulated, jobs []Job, work func(job string) Work) *Scheduler {
	s := &Scheduler{Ledger: l, Jobs: jobs, Clock: clock, Log: quiet(), Grace: time.Second}
	s.Start = func(ctx context.Context, job Job, row Row) error {
		clock.busy.Add(1)
		defer clock.busy.Add(-1)
		_, err := l.Attempt(ctx, clock, job, row, false, work(job.Name))
		return err
	}
	return s
}

// TestADayUnderLoad runs 24 simulated hours of busy jobs, with a ledger on the
// disk that is compacted: memory stays flat, and nothing is left behind.
func TestADayUnderLoad(t *testing.T) {
	defer goleak.VerifyNone(t)
	l := OpenLedger(t.TempDir())
	defer l.Close()
	clock := &simulated{now: utc(t, "2026-07-06 00:00")}
	jobs := []Job{
		{Name: "busy", Times: Times{every: 10 * time.Minute}, Overlap: Queue, CatchUp: CatchAll, Cap: 1000},
		{Name: "fails", Times: Times{every: 30 * time.Minute}, Retries: 2, Overlap: Queue, CatchUp: CatchAll, Cap: 1000},
		{Name: "panics", Times: Times{every: time.Hour}, CatchUp: CatchAll, Cap: 1000},
		{Name: "hangs", Times: Times{every: 4 * time.Hour}, Timeout: time.Millisecond, CatchUp: CatchAll, Cap: 1000},
	}
	var done atomic.Int64
	s := running(l, clock, jobs, func(job string) Work {
		return func(ctx context.Context, row Row) (State, Outcome) {
			switch job {
			case "fails":
				return Failed, Outcome{Message: strings.Repeat("no ", 500)}
			case "panics":
				panic("no")
			case "hangs":
				<-ctx.Done()
				return Failed, Outcome{Message: ctx.Err().Error()}
			}
			_ = make([]byte, 1<<20)
			done.Add(1)
			return Done, Outcome{Excerpt: strings.Repeat("x", 2000)}
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	end, compacted := clock.Now().Add(24*time.Hour), clock.Now()
	var early, late uint64
	s.Rest = func(ctx context.Context) {
		now := clock.Now()
		if now.Sub(compacted) > time.Hour {
			compacted = now
			if _, err := l.Compact(ctx, now.Add(-2*time.Hour)); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
		switch {
		case early == 0 && end.Sub(now) < 20*time.Hour:
			early = heap()
		case now.After(end):
			late = heap()
			cancel()
		}
	}
	if err := s.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if n := done.Load(); n < 140 {
		t.Errorf("%d runs of the busy job", n)
	}
	if late > early+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes", early, late)
	}
	t.Logf("heap: %d, then %d bytes", early, late)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestDrain does what is due, with its retries, and ends.
func TestDrain(t *testing.T) {
	l, clock := OpenLedger(t.TempDir()), &simulated{now: utc(t, "2026-07-06 04:00")}
	defer l.Close()
	night := nightly(t)
	night.Retries = 1
	s := running(l, clock, []Job{night, {Name: "later", Times: night.Times, After: []string{"nightly"}}}, func(string) Work {
		return func(_ context.Context, row Row) (State, Outcome) {
			if row.Job == "nightly" && row.Attempt == 1 {
				return Failed, Outcome{}
			}
			return Done, Outcome{}
		}
	})
	for _, c := range []struct {
		at   string
		runs int
	}{{"2026-07-06 04:30", 0}, {"2026-07-06 05:01", 2}, {"2026-07-06 05:10", 2}, {"2026-07-08 09:00", 6}} {
		if now := utc(t, c.at); now.After(clock.Now()) {
			clock.set(now)
		}
		if err := s.Drain(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, l); n != c.runs {
			t.Errorf("at %s: %d rows, want %d", c.at, n, c.runs)
		}
	}
}

// TestARunThatCannotEvenBegin is left alone for a while.
func TestARunThatCannotEvenBegin(t *testing.T) {
	l, clock := OpenLedger(""), &simulated{now: utc(t, "2026-07-06 04:59")}
	ctx, cancel := context.WithCancel(context.Background())
	var tries atomic.Int64
	s := &Scheduler{Ledger: l, Jobs: []Job{nightly(t)}, Clock: clock, Log: quiet()}
	s.Start = func(context.Context, Job, Row) error {
		if tries.Add(1) == 5 {
			cancel()
		}
		return errors.New("no such file")
	}
	began := clock.Now()
	if err := s.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if took := clock.Now().Sub(began); took < 4*holdOff {
		t.Errorf("five tries in %s", took)
	}
}

// TestAlarms: each is told once, then as still, then as over.
func TestAlarms(t *testing.T) {
	job := nightly(t)
	s := newSim(t, "2026-07-05 12:00", job)
	s.until("2026-07-05 13:00")
	var told []string
	good := false
	s.work = func(Row) (State, Outcome) {
		if good {
			return Done, Outcome{Looked: true}
		}
		return Failed, Outcome{Message: "disk full", Looked: true, Stale: []string{"web"}}
	}
	tell := func() {
		s.ledger.Update(context.Background(), func(b *Book) error {
			for _, a := range b.Alarms(s.jobs, s.clock.Now(), 24*time.Hour) {
				told = append(told, s.clock.Now().Format("02 15:04 ")+a.Key+" "+string(a.State))
				b.PutAlarm(a, s.clock.Now())
			}
			return nil
		})
	}
	for hour := range 72 {
		good = hour >= 60
		s.until(utc(t, "2026-07-05 13:00").Add(time.Duration(hour) * time.Hour).Format("2006-01-02 15:04"))
		tell()
	}
	expect(t, told, "06 05:00 failed nightly new", "06 05:00 stale web new", "07 05:00 failed nightly still", "07 05:00 stale web still",
		"08 05:00 failed nightly over", "08 05:00 stale web over")
	told = nil
	s.clock.set(utc(t, "2026-07-09 03:00"))
	s.jobs[0].CatchUp = CatchNone
	s.clock.set(utc(t, "2026-07-11 09:00")) // asleep
	s.step()
	tell()
	s.until("2026-07-12 06:00")
	tell()
	expect(t, told, "11 09:00 late nightly new", "12 06:00 late nightly over")
}

// TestAlarmsOfALateRun: one waits for another for too long.
func TestAlarmsOfALateRun(t *testing.T) {
	job := weekly(t)
	job.Wait, job.Late = 24*time.Hour, 6*time.Hour
	s := newSim(t, "2026-07-06 06:00", job)
	keys := func() (keys []string) {
		s.ledger.Read(func(b *Book) {
			for _, a := range b.Alarms(s.jobs, s.clock.Now(), time.Hour) {
				keys = append(keys, a.Key+": "+a.Text)
			}
		})
		return keys
	}
	s.until("2026-07-06 12:59")
	expect(t, keys())
	s.until("2026-07-06 13:01")
	expect(t, keys(), "late weekly: weekly@2026-07-06T07:00:00Z: still waiting")
	s.until("2026-07-07 08:00")
	expect(t, keys(), "failed weekly: weekly@2026-07-06T07:00:00Z: blocked: no good run of nightly for 2026-06-29 07:00 UTC")
}

// TestNotifier repeats what may work the next time, and tells no address.
func TestNotifier(t *testing.T) {
	var calls atomic.Int64
	answers := []int{503, 429, 200}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(answers[min(int(calls.Add(1))-1, len(answers)-1)])
	}))
	defer server.Close()
	n := Notifier{Client: server.Client(), First: time.Millisecond}
	address := secret.New(server.URL + "/hush-hush")
	if err := n.Tell(t.Context(), address, "Acme", Alarm{Key: "failed nightly"}); err != nil || calls.Load() != 3 {
		t.Error(err, calls.Load())
	}
	answers = []int{404}
	calls.Store(0)
	if err := n.Ping(t.Context(), address); err == nil || calls.Load() != 1 || strings.Contains(err.Error(), "hush") {
		t.Error(err, calls.Load())
	}
	server.Close()
	for _, address := range []secret.Text{address, secret.New("http://hush-hush.invalid/%zz"), secret.New("hush-hush://x")} {
		if err := n.Ping(t.Context(), address); err == nil || strings.Contains(err.Error(), "hush-hush.invalid") || strings.Contains(err.Error(), "/hush") {
			t.Error(err)
		}
	}
	if err := n.Ping(t.Context(), secret.Text{}); err != nil {
		t.Error(err)
	}
}

// TestHealth: what is wrong gives 503.
func TestHealth(t *testing.T) {
	clock := &simulated{now: utc(t, "2026-07-06 05:00")}
	beat, standby := clock.Now(), false
	h := Health{Ledger: OpenLedger(t.TempDir()), Jobs: []Job{nightly(t)}, Clock: clock, Beat: func() time.Time { return beat }, Stands: func() bool { return standby }}
	handler := h.Handler()
	status := func(path string) int {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest("GET", path, nil))
		return recorder.Code
	}
	check := func(what string, healthz, readyz int) {
		t.Helper()
		if h, r, m := status("/healthz"), status("/readyz"), status("/metrics"); h != healthz || r != readyz || m != 200 {
			t.Errorf("%s: healthz %d, readyz %d, metrics %d", what, h, r, m)
		}
	}
	check("up", 200, 200)
	standby = true
	check("standing by", 200, 503)
	standby = false
	clock.set(clock.Now().Add(time.Hour))
	check("no look for an hour", 503, 503)
}

// TestMirror brings over what changed, and all of another ledger.
func TestMirror(t *testing.T) {
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l, at := OpenLedger(""), utc(t, "2026-07-06 05:00")
	mirrored := func(l *Ledger, want ...string) {
		t.Helper()
		if err := Mirror(ctx, db, l); err != nil {
			t.Fatal(err)
		}
		got, err := db.Strings(ctx, "select job_run || ' ' || state || ' ' || times || ' ' || coalesce(message, '-') || ' ' || coalesce(cast(through as varchar), '-') from ops.job_runs order by job_run")
		if err != nil {
			t.Fatal(err)
		}
		expect(t, got, want...)
	}
	mirrored(l)
	enter(t, l, Row{Job: "a", For: at, State: Running}, Row{Job: "b", For: at, Through: at.Add(time.Hour), Count: 2, State: Missed, Outcome: Outcome{Message: "off"}})
	mirrored(l, "a@2026-07-06T05:00:00Z running 1 - -", "b@2026-07-06T05:00:00Z missed 2 off 2026-07-06 06:00:00")
	enter(t, l, Row{Job: "a", For: at, State: Done})
	mirrored(l, "a@2026-07-06T05:00:00Z done 1 - -", "b@2026-07-06T05:00:00Z missed 2 off 2026-07-06 06:00:00")
	other := OpenLedger("")
	enter(t, other, Row{Job: "c", For: at, State: Done})
	mirrored(other, "a@2026-07-06T05:00:00Z done 1 - -", "b@2026-07-06T05:00:00Z missed 2 off 2026-07-06 06:00:00", "c@2026-07-06T05:00:00Z done 1 - -")
}
