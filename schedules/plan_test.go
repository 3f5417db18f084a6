package schedules

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func nightly(t *testing.T) Job {
	return Job{Name: "nightly", Times: line(t, "0 5 * * *", time.UTC)}
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestNothingIsMadeUpForBeforeTheFirstLook(t *testing.T) {
	s := newSim(t, "2026-07-06 12:00", nightly(t))
	s.until("2026-07-08 12:00")
	expect(t, s.states("nightly"), "07 05:00 done", "08 05:00 done")
}

// TestTheMachineSleepsForDays: the clock jumps from one look to the next.
func TestTheMachineSleepsForDays(t *testing.T) {
	for catchUp, want := range map[CatchUp][]string{
		CatchNone:   {"02 05:00 done", "03 05:00 missed to 05 05:00", "06 05:00 done"},
		CatchLatest: {"02 05:00 done", "03 05:00 missed to 04 05:00", "05 05:00 done", "06 05:00 done"},
		CatchAll:    {"02 05:00 done", "03 05:00 done", "04 05:00 done", "05 05:00 done", "06 05:00 done"},
	} {
		job := nightly(t)
		job.CatchUp = catchUp
		s := newSim(t, "2026-07-01 12:00", job)
		s.until("2026-07-02 12:00")
		s.clock.set(utc(t, "2026-07-05 09:00"))
		s.until("2026-07-06 12:00")
		t.Log(catchUp)
		expect(t, s.states("nightly"), want...)
	}
}

func TestCatchUpHasAWindowAndACap(t *testing.T) {
	job := nightly(t)
	job.CatchUp, job.Window, job.Cap = CatchAll, 72*time.Hour, 2
	s := newSim(t, "2026-07-01 12:00", job)
	s.step()
	s.clock.set(utc(t, "2026-07-09 09:00"))
	s.until("2026-07-09 10:00")
	expect(t, s.states("nightly"), "02 05:00 missed to 07 05:00", "08 05:00 done", "09 05:00 done")
	job.Window, job.Cap = 30*time.Hour, 10
	s = newSim(t, "2026-07-01 12:00", job)
	s.step()
	s.clock.set(utc(t, "2026-07-09 09:00"))
	s.until("2026-07-09 10:00")
	expect(t, s.states("nightly"), "02 05:00 missed to 07 05:00", "08 05:00 done", "09 05:00 done")
}

// TestTheClockIsSetBack: what ran does not run again when its time comes again.
func TestTheClockIsSetBack(t *testing.T) {
	s := newSim(t, "2026-07-01 12:00", nightly(t), Job{Name: "hourly", Times: line(t, "@hourly", time.UTC)})
	s.until("2026-07-03 12:00")
	s.clock.set(utc(t, "2026-07-02 23:30"))
	s.until("2026-07-04 12:00")
	expect(t, s.states("nightly"), "02 05:00 done", "03 05:00 done", "04 05:00 done")
	if n := len(s.ran["hourly"]); n != 72 {
		t.Errorf("%d runs in 72 hours", n)
	}
}

// TestTheClockWasYearsAhead: when it is right again, jobs go on.
func TestTheClockWasYearsAhead(t *testing.T) {
	s := newSim(t, "2026-07-01 12:00", nightly(t))
	s.until("2026-07-02 12:00")
	s.clock.set(utc(t, "2038-01-19 03:14"))
	s.step()
	s.clock.set(utc(t, "2026-07-02 12:05"))
	s.until("2026-07-05 12:00")
	var days []string
	for _, at := range s.ran["nightly"] {
		days = append(days, at.Format("2006-01-02"))
	}
	expect(t, days, "2026-07-02", "2038-01-18", "2026-07-03", "2026-07-04", "2026-07-05")
	s = newSim(t, "2038-01-01 00:00", nightly(t)) // ahead at its first look already
	s.step()
	s.clock.set(utc(t, "2026-07-02 12:00"))
	s.until("2026-07-03 12:00")
	expect(t, s.states("nightly"), "03 05:00 done")
}

// TestOverlap: a run of an hourly job takes three hours and a half.
func TestOverlap(t *testing.T) {
	for overlap, want := range map[Overlap][]string{
		Skip:   {"01 01:00 running", "01 02:00 skipped", "01 03:00 skipped", "01 04:00 skipped", "01 05:00 done"},
		Queue:  {"01 01:00 running", "01 02:00 done", "01 03:00 done", "01 04:00 done", "01 05:00 done"},
		Latest: {"01 01:00 running", "01 02:00 skipped", "01 03:00 skipped", "01 04:00 done", "01 05:00 done"},
	} {
		job := Job{Name: "hourly", Times: line(t, "@hourly", time.UTC), Overlap: overlap}
		s := newSim(t, "2026-07-01 00:30", job)
		s.step()
		s.clock.set(utc(t, "2026-07-01 01:00"))
		release, done := make(chan bool), make(chan error)
		s.holdRun("hourly", release, done)
		s.until("2026-07-01 04:30")
		close(release)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		s.until("2026-07-01 05:30")
		t.Log(overlap)
		want[0] = "01 01:00 done"
		expect(t, s.states("hourly"), want...)
	}
}

// holdRun begins the job's run that is due and lets it go on until released.
func (s *sim) holdRun(job string, release chan bool, done chan error) {
	s.t.Helper()
	var begin []Row
	s.ledger.Update(context.Background(), func(b *Book) error {
		begin, _ = b.Plan(s.jobs, s.clock.Now(), s.ledger.alive.Lives)
		return nil
	})
	if len(begin) != 1 || begin[0].Job != job {
		s.t.Fatalf("due: %v", begin)
	}
	running := make(chan bool)
	go func() {
		_, err := s.ledger.Attempt(context.Background(), s.clock, s.jobs[0], begin[0], false, func(context.Context, Row) (State, Outcome) {
			close(running)
			<-release
			return Done, Outcome{}
		})
		done <- err
	}()
	<-running
}

// TestRetries keep the time that the run is for.
func TestRetries(t *testing.T) {
	job := nightly(t)
	job.Retries, job.Backoff = 3, 10*time.Minute
	s := newSim(t, "2026-07-01 12:00", job)
	var attempts []string
	s.work = func(row Row) (State, Outcome) {
		attempts = append(attempts, s.clock.Now().Format("15:04 ")+row.For.Format("15:04 ")+fmt.Sprint(row.Attempt))
		if row.For.Day() == 2 && row.Attempt == 3 {
			return Part, Outcome{}
		}
		return Failed, Outcome{Message: "no"}
	}
	s.until("2026-07-03 12:00")
	expect(t, attempts, "05:00 05:00 1", "05:10 05:00 2", "05:30 05:00 3", "05:00 05:00 1", "05:10 05:00 2", "05:30 05:00 3", "06:10 05:00 4")
	expect(t, s.states("nightly"), "02 05:00 part", "03 05:00 failed")
}

func weekly(t *testing.T) Job {
	return Job{Name: "weekly", Times: line(t, "0 7 * * 1", time.UTC), After: []string{"nightly"}, Wait: 3 * time.Hour}
}

// TestAJobWaitsForAnother: Monday is 6 July.
func TestAJobWaitsForAnother(t *testing.T) {
	for _, c := range []struct {
		name    string
		retries int
		good    func(row Row) bool
		want    string
		message string
		began   string
	}{
		{"good", 0, func(Row) bool { return true }, "06 07:00 done", "", "07:00"},
		{"good at the fourth try", 3, func(row Row) bool { return row.Attempt == 4 }, "06 07:00 done", "", "08:00"},
		{"failed", 0, func(row Row) bool { return row.For.Day() != 6 }, "06 07:00 blocked", "no good run of nightly for 2026-07-06 05:00 UTC, which is failed", ""},
		{"still trying", 9, func(Row) bool { return false }, "06 07:00 blocked", "no good run of nightly for 2026-07-06 05:00 UTC, which is waiting", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			night := nightly(t)
			night.Retries, night.Backoff = c.retries, time.Hour
			s := newSim(t, "2026-07-04 12:00", night, weekly(t))
			began := ""
			s.work = func(row Row) (State, Outcome) {
				switch {
				case row.Job == "weekly":
					began = s.clock.Now().Format("15:04")
				case !c.good(row):
					return Failed, Outcome{Message: "no"}
				}
				return Done, Outcome{}
			}
			if c.retries == 3 { // at 05:00, 06:00, 07:00, 08:00
				s.until("2026-07-06 07:30")
				s.ledger.Read(func(b *Book) {
					if row, _ := b.Newest("weekly", func(Row) bool { return true }); row.State != Waiting || !strings.HasPrefix(row.Message, "waits: no good run of nightly") {
						t.Errorf("meanwhile: %s %q", row.State, row.Message)
					}
				})
			}
			s.until("2026-07-06 23:00")
			expect(t, s.states("weekly"), c.want)
			if began != c.began {
				t.Errorf("began %s, want %s", began, c.began)
			}
			s.ledger.Read(func(b *Book) {
				if row, _ := b.Newest("weekly", func(Row) bool { return true }); row.Message != c.message {
					t.Errorf("message %q", row.Message)
				}
			})
		})
	}
}

// TestARunByHandIsAsGood: what failed is done again by hand in time.
func TestARunByHandIsAsGood(t *testing.T) {
	s := newSim(t, "2026-07-05 12:00", nightly(t), weekly(t))
	s.work = func(row Row) (State, Outcome) {
		if row.Trigger == ByTime && row.Job == "nightly" {
			return Failed, Outcome{}
		}
		return Done, Outcome{}
	}
	s.until("2026-07-06 08:00")
	s.attempt(Row{Job: "nightly", For: s.clock.Now(), Trigger: ByHand})
	s.until("2026-07-06 08:30")
	expect(t, s.states("weekly"), "06 07:00 done")
}

func TestAPausedJobPasses(t *testing.T) {
	s := newSim(t, "2026-07-01 12:00", nightly(t))
	s.pause(Pause{Job: "nightly", On: true})
	s.until("2026-07-03 12:00")
	s.pause(Pause{Job: "nightly", On: true, Until: utc(t, "2026-07-04 12:00")})
	s.until("2026-07-05 12:00")
	expect(t, s.states("nightly"), "02 05:00 skipped", "03 05:00 skipped", "04 05:00 skipped", "05 05:00 done")
}

func (s *sim) pause(p Pause) {
	s.ledger.Update(context.Background(), func(b *Book) error { b.PutPause(p); return nil })
}

// TestJitterIsAlwaysTheSame and within its span.
func TestJitterIsAlwaysTheSame(t *testing.T) {
	job := nightly(t)
	job.Jitter = 30 * time.Minute
	s := newSim(t, "2026-07-01 12:00", job)
	distinct := map[time.Duration]bool{}
	s.work = func(row Row) (State, Outcome) {
		late := s.clock.Now().Sub(row.For)
		if late < 0 || late >= job.Jitter || late != jitter(row.ID, job.Jitter) {
			t.Errorf("%v late", late)
		}
		distinct[late] = true
		return Done, Outcome{}
	}
	s.until("2026-08-01 12:00")
	if len(s.ran["nightly"]) != 31 || len(distinct) < 25 {
		t.Errorf("%d runs with %d delays", len(s.ran["nightly"]), len(distinct))
	}
}

func TestOtherTimesCountAnew(t *testing.T) {
	s := newSim(t, "2026-07-01 12:00", nightly(t))
	s.until("2026-07-02 12:00")
	s.jobs[0].Times = line(t, "0 4 * * *", time.UTC)
	s.until("2026-07-03 12:00")
	expect(t, s.states("nightly"), "02 05:00 done", "03 04:00 done")
}

func TestAJobThatIsScheduledNoMore(t *testing.T) {
	s := newSim(t, "2026-07-06 06:00", weekly(t), nightly(t))
	s.until("2026-07-06 07:30") // it waits
	s.jobs = s.jobs[1:]
	s.step()
	expect(t, s.states("weekly"), "06 07:00 skipped")
}

// TestARunThatWasKilledIsDoneAgain, for the time it was for, but not for ever.
func TestARunThatWasKilledIsDoneAgain(t *testing.T) {
	s := newSim(t, "2026-07-01 12:00", nightly(t))
	var begin []Row
	var tries int
	for {
		s.ledger.Update(context.Background(), func(b *Book) error {
			var next time.Time
			if begin, next = b.Plan(s.jobs, s.clock.Now(), s.ledger.alive.Lives); len(begin) == 0 {
				s.clock.set(next)
				return nil
			}
			tries++
			row := begin[0]
			row.State, row.Holder, row.Started = Running, "gone", s.clock.Now()
			row.Attempt++
			b.Put(row)
			return nil
		})
		if s.clock.Now().After(utc(t, "2026-07-03 00:00")) {
			break
		}
	}
	expect(t, s.states("nightly"), "02 05:00 killed")
	if tries != mostBroken+1 {
		t.Errorf("%d tries", tries)
	}
}

func TestClaims(t *testing.T) {
	s := newSim(t, "2026-07-01 12:00", nightly(t))
	s.until("2026-07-02 04:59")
	job, five := s.jobs[0], utc(t, "2026-07-02 05:00")
	attempt := func(trigger Trigger, at time.Time, again bool) error {
		_, err := s.ledger.Attempt(context.Background(), s.clock, job, Row{Job: "nightly", For: at, Trigger: trigger}, again, func(context.Context, Row) (State, Outcome) { return Done, Outcome{} })
		return err
	}
	if err := attempt(ByTime, five, false); !errors.Is(err, ErrNotDue) {
		t.Error(err)
	}
	s.until("2026-07-02 05:01")
	if err := attempt(ByTime, five, false); !errors.Is(err, ErrDone) {
		t.Error(err)
	}
	if err := attempt(Backfill, five, false); !errors.Is(err, ErrDone) {
		t.Error(err)
	}
	if err := attempt(Backfill, five, true); err != nil {
		t.Error(err)
	}
	s.clock.set(utc(t, "2026-07-03 05:00"))
	release, done := make(chan bool), make(chan error)
	s.holdRun("nightly", release, done)
	if err := attempt(ByHand, utc(t, "2026-07-03 05:01"), false); !errors.Is(err, ErrRunning) {
		t.Error(err)
	}
	close(release)
	<-done
	expect(t, s.states("nightly"), "02 05:00 done", "03 05:00 done")
}

// TestRandomDays: whatever the clock does and jobs give, each time has one row
// at most, it ends, and what is done is done once.
func TestRandomDays(t *testing.T) {
	seeds := uint64(40)
	if testing.Short() {
		seeds = 6
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 1))
		job := Job{Name: "quarter", Times: line(t, "*/15 * * * *", time.UTC), Retries: random.IntN(3), Jitter: time.Duration(random.IntN(2)) * 5 * time.Minute,
			Overlap: []Overlap{Skip, Queue, Latest}[random.IntN(3)], CatchUp: []CatchUp{CatchNone, CatchLatest, CatchAll}[random.IntN(3)]}
		s := newSim(t, "2026-07-01 00:07", job, Job{Name: "hourly", Times: line(t, "@hourly", time.UTC), After: []string{"quarter"}, Wait: 40 * time.Minute})
		s.work = func(row Row) (State, Outcome) {
			s.clock.set(s.clock.Now().Add(time.Duration(random.IntN(12)) * time.Minute))
			return []State{Done, Done, Part, Failed}[random.IntN(4)], Outcome{}
		}
		for range 40 {
			jump := time.Duration(random.IntN(600)-120) * time.Minute
			s.clock.set(s.clock.Now().Add(jump))
			s.untilTime(s.clock.Now().Add(time.Duration(random.IntN(300)) * time.Minute))
		}
		s.clock.set(s.clock.Now().Add(48 * time.Hour))
		s.untilTime(s.clock.Now().Add(24 * time.Hour))
		s.holdsTogether(seed)
	}
}

func (s *sim) holdsTogether(seed uint64) {
	s.t.Helper()
	for name, times := range s.ran {
		seen := map[int64]bool{}
		for _, at := range times {
			if seen[at.UnixNano()] {
				s.t.Fatalf("seed %d: %s ran twice for %v", seed, name, at)
			}
			seen[at.UnixNano()] = true
		}
		if len(times) < 20 {
			s.t.Errorf("seed %d: %s ran %d times", seed, name, len(times))
		}
	}
	s.ledger.Read(func(b *Book) {
		for _, row := range b.Rows("") {
			if !row.State.Ended() && s.clock.Now().Sub(row.For) > 12*time.Hour {
				s.t.Errorf("seed %d: %s has been left %s", seed, row.ID, row.State)
			}
		}
	})
}
