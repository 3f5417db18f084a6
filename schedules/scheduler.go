package schedules

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Scheduler begins runs when they are due. Two on one ledger do no harm: each
// run is claimed by the one that begins it.
type Scheduler struct {
	Ledger *Ledger
	Jobs   []Job
	Clock  Clock
	Log    *slog.Logger

	// Start makes one attempt at the run and returns when it has ended: it calls
	// Ledger.Attempt, or starts a process that does.
	Start func(ctx context.Context, job Job, row Row) error
	// Grace is how long running jobs may go on once the scheduler is told to end;
	// then their context is done.
	Grace time.Duration
	// Rest is called after each look at the ledger, one call at a time; nil: nothing.
	Rest func(ctx context.Context)

	mutex sync.Mutex
	begun map[string]bool      // jobs that this scheduler starts or runs
	held  map[string]time.Time // runs that could not even begin: not before then
	beat  time.Time
}

const (
	// holdOff is how long a run that could not even begin is left alone.
	holdOff = time.Minute
	// longestSleep is how long the ledger goes without a look.
	longestSleep = time.Minute
)

// Run begins runs until ctx is done, then waits for those that it began.
func (s *Scheduler) Run(ctx context.Context) error {
	s.begun, s.held = map[string]bool{}, map[string]time.Time{}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	woken := make(chan struct{}, 1)
	var running sync.WaitGroup
	resting := make(chan struct{}, 1) // holds one while Rest runs
	for ctx.Err() == nil {
		begin, next, err := s.look(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("the ledger cannot be used; trying again", "error", err)
			next = s.Clock.Now().Add(longestWait)
		}
		for _, row := range begin {
			running.Go(func() { s.start(work, row, woken) })
		}
		s.rest(ctx, &running, resting)
		s.Clock.Wait(ctx, next, woken)
	}
	s.end(&running, cancel)
	return nil
}

// look plans, and returns the runs that are this scheduler's to start.
func (s *Scheduler) look(ctx context.Context) (mine []Row, next time.Time, err error) {
	now := s.Clock.Now()
	var begin []Row
	err = s.Ledger.Update(ctx, func(b *Book) error {
		begin, next = b.Plan(s.Jobs, now, s.Ledger.alive.Lives)
		return nil
	})
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err != nil {
		return nil, next, err
	}
	s.beat = now
	for _, row := range begin {
		if s.begun[row.Job] || now.Before(s.held[row.ID]) {
			next = sooner(next, s.held[row.ID])
			continue
		}
		delete(s.held, row.ID)
		s.begun[row.Job] = true
		mine = append(mine, row)
	}
	return mine, sooner(next, now.Add(longestSleep)), nil
}

// start makes an attempt at the run and wakes the scheduler behind it.
func (s *Scheduler) start(ctx context.Context, row Row, woken chan<- struct{}) {
	var job Job
	for _, j := range s.Jobs {
		if j.Name == row.Job {
			job = j
		}
	}
	s.Log.Info("run begins", "run", row.ID, "attempt", row.Attempt+1)
	began := s.Clock.Now()
	err := s.Start(ctx, job, row)
	after, problem := s.after(row)
	switch {
	case err != nil || problem != nil:
		s.Log.Error("run", "run", row.ID, "error", err, "ledger", problem)
	default:
		s.Log.Info("run ended", "run", row.ID, "state", after.State, "attempt", after.Attempt, "took", s.Clock.Now().Sub(began).Round(time.Millisecond), "rows", after.Rows)
	}
	s.mutex.Lock()
	delete(s.begun, row.Job)
	if after.Seq == row.Seq { // nobody claimed it
		s.held[row.ID] = s.Clock.Now().Add(holdOff)
	}
	s.mutex.Unlock()
	select {
	case woken <- struct{}{}:
	default:
	}
}

func (s *Scheduler) after(row Row) (after Row, err error) {
	err = s.Ledger.Read(func(b *Book) { after, _ = b.Row(row.ID) })
	return after, err
}

// rest calls Rest unless its last call still goes on.
func (s *Scheduler) rest(ctx context.Context, running *sync.WaitGroup, resting chan struct{}) {
	if s.Rest == nil {
		return
	}
	select {
	case resting <- struct{}{}:
		running.Go(func() { s.Rest(ctx); <-resting })
	default:
	}
}

// end waits for what runs, for the grace time, then calls it off.
func (s *Scheduler) end(running *sync.WaitGroup, cancel func()) {
	ended := make(chan struct{})
	go func() { running.Wait(); close(ended) }()
	timer := time.NewTimer(s.Grace)
	defer timer.Stop()
	select {
	case <-ended:
		return
	case <-timer.C:
	}
	cancel()
	<-ended
}

// Beat is when the scheduler last looked at the ledger; the zero time before the
// first time.
func (s *Scheduler) Beat() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.beat
}

// Drain begins what is due, retries and all, and returns once nothing is left
// that could begin: for an outside scheduler that calls now and then.
func (s *Scheduler) Drain(ctx context.Context) error {
	s.begun, s.held = map[string]bool{}, map[string]time.Time{}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	woken := make(chan struct{}, 1)
	var running sync.WaitGroup
	for ctx.Err() == nil {
		begin, next, err := s.look(ctx)
		if err != nil {
			return err
		}
		for _, row := range begin {
			running.Go(func() { s.start(work, row, woken) })
		}
		left, err := s.left()
		if err != nil || left == 0 && len(begin) == 0 {
			running.Wait()
			return err
		}
		s.Clock.Wait(ctx, next, woken)
	}
	s.end(&running, cancel)
	return ctx.Err()
}

// left counts the runs of these jobs that wait, or that this scheduler runs.
func (s *Scheduler) left() (n int, err error) {
	s.mutex.Lock()
	n = len(s.begun)
	held := len(s.held)
	s.mutex.Unlock()
	err = s.Ledger.Read(func(b *Book) {
		for _, job := range s.Jobs {
			for _, row := range b.unended(job.Name) {
				if row.State == Waiting {
					n++
				}
			}
		}
	})
	return max(0, n-held), err // what cannot begin is left to the next call
}
