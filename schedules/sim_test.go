package schedules

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// simulated is a clock that stands still but for being set, and for being waited
// on: then it is at once as late as was wanted.
type simulated struct {
	mutex sync.Mutex
	now   time.Time
	busy  atomic.Int64 // while anything runs, waiting takes no time of this clock
}

func (c *simulated) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

func (c *simulated) set(now time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = now
}

func (c *simulated) Wait(ctx context.Context, until time.Time, woken <-chan struct{}) {
	select {
	case <-ctx.Done():
		return
	case <-woken:
		return
	default:
	}
	if c.busy.Load() > 0 {
		select {
		case <-ctx.Done():
		case <-woken:
		case <-time.After(10 * time.Millisecond):
		}
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if until.After(c.now) {
		c.now = until
	}
}

// sim is a machine with a clock on which jobs run.
type sim struct {
	t      *testing.T
	ledger *Ledger
	clock  *simulated
	jobs   []Job
	work   func(row Row) (State, Outcome) // nil: done at once
	ran    map[string][]time.Time         // by job, what was done well, for which times
}

func newSim(t *testing.T, start string, jobs ...Job) *sim {
	return &sim{t: t, ledger: OpenLedger(""), clock: &simulated{now: utc(t, start)}, jobs: jobs, ran: map[string][]time.Time{}}
}

// step plans once and does what is to begin. It returns when to look again.
func (s *sim) step() time.Time {
	s.t.Helper()
	var begin []Row
	var next time.Time
	err := s.ledger.Update(context.Background(), func(b *Book) error {
		begin, next = b.Plan(s.jobs, s.clock.Now(), s.ledger.alive.Lives)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range begin {
		s.attempt(row)
	}
	if len(begin) > 0 {
		return s.clock.Now()
	}
	return next
}

func (s *sim) attempt(row Row) {
	s.t.Helper()
	var job Job
	for _, j := range s.jobs {
		if j.Name == row.Job {
			job = j
		}
	}
	after, err := s.ledger.Attempt(context.Background(), s.clock, job, row, false, func(_ context.Context, row Row) (State, Outcome) {
		if s.work == nil {
			return Done, Outcome{}
		}
		return s.work(row)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if after.State.Good() {
		s.ran[row.Job] = append(s.ran[row.Job], row.For)
	}
}

// until lets time pass, from one thing to do to the next.
func (s *sim) until(text string) {
	s.t.Helper()
	s.untilTime(utc(s.t, text))
}

func (s *sim) untilTime(end time.Time) {
	s.t.Helper()
	for {
		next := s.step()
		if next.IsZero() || next.After(end) {
			break
		}
		if next.After(s.clock.Now()) {
			s.clock.set(next)
		}
	}
	if end.After(s.clock.Now()) {
		s.clock.set(end)
		s.step()
	}
}

// states are the job's rows: time and state, with how many times one stands for.
func (s *sim) states(job string) (list []string) {
	s.ledger.Read(func(b *Book) {
		for _, row := range b.Rows(job) {
			text := row.For.Format("02 15:04 ") + string(row.State)
			if row.Count > 1 {
				text += " to " + row.Through.Format("02 15:04")
			}
			list = append(list, text)
		}
	})
	return list
}
