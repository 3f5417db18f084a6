package schedules

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// enter puts rows into the ledger.
func enter(t *testing.T, l *Ledger, rows ...Row) {
	t.Helper()
	err := l.Update(context.Background(), func(b *Book) error {
		for _, row := range rows {
			b.Put(row)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, l *Ledger) (n int) {
	t.Helper()
	if err := l.Read(func(b *Book) { n = len(b.Rows("")) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheLedgerIsThereAgain(t *testing.T) {
	folder := t.TempDir()
	first, second := OpenLedger(folder), OpenLedger(folder)
	defer first.Close()
	defer second.Close()
	if count(t, first) != 0 {
		t.Error("not empty")
	}
	at := utc(t, "2026-07-06 05:00")
	enter(t, first, Row{Job: "a", For: at, State: Waiting, Trigger: ByTime})
	enter(t, second, Row{Job: "b", For: at, State: Done, Trigger: ByHand, Outcome: Outcome{Message: "x", Stale: []string{"web"}}}, Row{Job: "a", For: at, State: Done})
	for _, l := range []*Ledger{first, second, OpenLedger(folder)} {
		l.Read(func(b *Book) {
			a, _ := b.Row(RowID("a", at))
			other, ok := b.Row("b@2026-07-06T05:00:00Z")
			if a.State != Done || a.Seq != 3 || !ok || other.Stale[0] != "web" || len(b.Rows("a")) != 1 || len(b.unended("")) != 0 {
				t.Errorf("%+v %+v", a, other)
			}
		})
		defer l.Close()
	}
}

// TestWhatFailsEntersNothing: an update is whole or not at all.
func TestWhatFailsEntersNothing(t *testing.T) {
	folder := t.TempDir()
	l := OpenLedger(folder)
	defer l.Close()
	enter(t, l, Row{Job: "a", For: utc(t, "2026-07-06 05:00"), State: Done})
	err := l.Update(context.Background(), func(b *Book) error {
		b.Put(Row{Job: "b", For: utc(t, "2026-07-06 05:00"), State: Done})
		return fmt.Errorf("no")
	})
	if err == nil || count(t, l) != 1 {
		t.Error(err, count(t, l))
	}
}

// TestALineThatWasCutOff is what a killed process or a full disk leaves.
func TestALineThatWasCutOff(t *testing.T) {
	folder := t.TempDir()
	l := OpenLedger(folder)
	defer l.Close()
	enter(t, l, Row{Job: "a", For: utc(t, "2026-07-06 05:00"), State: Done})
	path := filepath.Join(folder, ledgerFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) {
		if err := os.WriteFile(path, append(whole[:len(whole):len(whole)], whole[:cut]...), 0o644); err != nil {
			t.Fatal(err)
		}
		other := OpenLedger(folder)
		if count(t, other) != 1 {
			t.Fatalf("cut at %d: %d rows", cut, count(t, other))
		}
		enter(t, other, Row{Job: "b", For: utc(t, "2026-07-06 05:00"), State: Done})
		if count(t, other) != 2 || count(t, l) != 2 {
			t.Fatalf("cut at %d: behind it %d rows, %d rows", cut, count(t, other), count(t, l))
		}
		other.Close()
	}
	if err := os.WriteFile(path, []byte("{}\nno line\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := l.Read(func(*Book) {}); err == nil || !strings.Contains(err.Error(), "move the file away") {
		t.Error(err)
	}
}

// TestManyClaimOneRun: of all that want a run one gets it.
func TestManyClaimOneRun(t *testing.T) {
	folder := t.TempDir()
	clock := &simulated{now: utc(t, "2026-07-06 05:00")}
	job := nightly(t)
	setup := OpenLedger(folder)
	defer setup.Close()
	var got atomic.Int64
	for day := range 10 {
		at := utc(t, "2026-07-06 05:00").AddDate(0, 0, day)
		enter(t, setup, Row{Job: job.Name, For: at, State: Waiting, Trigger: ByTime})
		clock.set(at)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				l := OpenLedger(folder)
				defer l.Close()
				_, _ = l.Attempt(context.Background(), clock, job, Row{Job: job.Name, For: at, Trigger: ByTime}, false, func(context.Context, Row) (State, Outcome) {
					got.Add(1)
					return Done, Outcome{}
				})
			})
		}
		all.Wait()
	}
	if got.Load() != 10 {
		t.Errorf("%d runs of 10", got.Load())
	}
	if left, err := os.ReadDir(filepath.Join(folder, "alive")); err != nil || len(left) != 0 {
		t.Errorf("holders left: %v %v", left, err)
	}
}

func TestWhoLives(t *testing.T) {
	folder := t.TempDir()
	mine, other := &Alive{folder: folder}, &Alive{folder: folder}
	holder, err := mine.hold()
	if err != nil {
		t.Fatal(err)
	}
	if !mine.Lives(holder) || !other.Lives(holder) || other.Lives("nobody") || other.Lives("") {
		t.Error("who lives is not told")
	}
	if err := mine.here[holder].Unlock(); err != nil { // as the system does for the dead
		t.Fatal(err)
	}
	if other.Lives(holder) || exists(mine.path(holder)) {
		t.Error("the dead live")
	}
	if holder, err = mine.hold(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine.path("left-over"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	other.sweep()
	if !exists(mine.path(holder)) || exists(mine.path("left-over")) {
		t.Error("the living are swept away, or the dead are not")
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// TestCompact forgets what is old, while others have the ledger open.
func TestCompact(t *testing.T) {
	folder := t.TempDir()
	l, other := OpenLedger(folder), OpenLedger(folder)
	defer l.Close()
	defer other.Close()
	start := utc(t, "2026-01-01 05:00")
	for day := range 100 {
		state := Done
		if day > 0 && day < 90 {
			state = Failed
		}
		enter(t, l, Row{Job: "nightly", For: start.AddDate(0, 0, day), State: state, Trigger: ByTime})
	}
	enter(t, l, Row{Job: "yearly", For: start, State: Done, Trigger: ByTime}, Row{Job: "stuck", For: start, State: Waiting, Trigger: ByTime})
	err := l.Update(context.Background(), func(b *Book) error {
		b.PutPause(Pause{Job: "nightly", On: true})
		b.PutAlarm(Alarm{Key: "failed nightly", State: New}, start)
		b.PutAlarm(Alarm{Key: "stale web", State: Over}, start)
		return nil
	})
	if err != nil || count(t, other) != 102 {
		t.Fatal(err, count(t, other))
	}
	n, err := l.Compact(context.Background(), start.AddDate(0, 0, 95))
	if err != nil || n != 95 {
		t.Fatal(n, err)
	}
	enter(t, l, Row{Job: "nightly", For: start.AddDate(0, 0, 100), State: Done, Trigger: ByTime})
	fresh := OpenLedger(folder)
	defer fresh.Close()
	for _, l := range []*Ledger{l, other, fresh} {
		if got := count(t, l); got != 8 {
			t.Errorf("%d rows", got)
		}
		l.Read(func(b *Book) {
			if _, paused := b.Paused("nightly", start); !paused || len(b.Standing()) != 1 || b.seq < 103 {
				t.Error("the rest is gone", b.pauses, b.alarms, b.seq)
			}
		})
	}
	if before, _ := os.Stat(filepath.Join(folder, ledgerFile)); before.Size() > 4000 {
		t.Errorf("still %d bytes", before.Size())
	}
}

// TestWorkThatMisbehaves: it panics, hangs, or goes on after it was told to end.
func TestWorkThatMisbehaves(t *testing.T) {
	l, clock := OpenLedger(""), &simulated{now: utc(t, "2026-07-06 05:00")}
	attempt := func(name string, timeout time.Duration, work Work) Row {
		row, err := l.Attempt(context.Background(), clock, Job{Name: name, Timeout: timeout}, Row{Job: name, For: clock.Now(), Trigger: ByHand}, false, work)
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	row := attempt("panics", 0, func(context.Context, Row) (State, Outcome) { panic("somebody's words") })
	if row.State != Failed || strings.Contains(row.Excerpt+row.Message, "somebody") || !strings.Contains(row.Excerpt, "ledger_test.go") {
		t.Errorf("%+v", row)
	}
	row = attempt("hangs", time.Millisecond, func(ctx context.Context, _ Row) (State, Outcome) {
		<-ctx.Done()
		return Failed, Outcome{Message: ctx.Err().Error()}
	})
	if row.State != Failed || row.Message != "it took longer than 1ms" {
		t.Errorf("%+v", row)
	}
	row = attempt("in time, just", time.Millisecond, func(ctx context.Context, _ Row) (State, Outcome) {
		<-ctx.Done()
		return Done, Outcome{}
	})
	if row.State != Done || row.Message != "" {
		t.Errorf("%+v", row)
	}
}

// TestCalledOff: a run that shutdown ends waits for the next start, one by hand
// does not.
func TestCalledOff(t *testing.T) {
	for trigger, want := range map[Trigger]State{ByTime: Waiting, ByHand: Failed} {
		l, clock := OpenLedger(""), &simulated{now: utc(t, "2026-07-06 05:00")}
		row := Row{Job: "a", For: clock.Now(), Trigger: trigger, State: Waiting}
		if trigger == ByTime {
			enter(t, l, row)
		}
		ctx, cancel := context.WithCancel(context.Background())
		row, err := l.Attempt(ctx, clock, Job{Name: "a"}, row, false, func(ctx context.Context, _ Row) (State, Outcome) {
			cancel()
			<-ctx.Done()
			return Failed, Outcome{Message: "context canceled"}
		})
		if err != nil || row.State != want {
			t.Errorf("%s: %s %v", trigger, row.State, err)
		}
	}
}

func FuzzLedgerLines(f *testing.F) {
	f.Add([]byte(`{"run":{"run":"a@2026-07-06T05:00:00Z","seq":1,"job":"a","for":"2026-07-06T05:00:00Z","state":"done","trigger":"time"}}` + "\n"))
	f.Add([]byte(`{"pause":{"job":"a","on":true}}` + "\n" + `{"alarm":{"key":"k","state":"over"}}` + "\n{}\n{"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b := newBook()
		read, err := b.read(strings.NewReader(string(text)))
		if read > int64(len(text)) || err == nil && read > 0 && text[read-1] != '\n' {
			t.Fatal(read)
		}
		b.Plan([]Job{{Name: "a", Times: Times{every: time.Hour}}}, time.Unix(1_783_000_000, 0), func(string) bool { return false })
		written, err := encode(b.entries())
		if err != nil {
			t.Skip() // a year beyond 9999
		}
		again := newBook()
		if _, err := again.read(strings.NewReader(string(written))); err != nil || len(again.rows) != len(b.rows) {
			t.Fatalf("%v: %d rows, then %d", err, len(b.rows), len(again.rows))
		}
	})
}
