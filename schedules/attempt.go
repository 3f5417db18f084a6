package schedules

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime/debug"
	"strings"
	"time"
)

// Why a run cannot begin.
var (
	ErrRunning = errors.New("it runs already")
	ErrDone    = errors.New("it is done")
	ErrNotDue  = errors.New("it is not due")
)

const (
	mostBroken  = 10        // a run that is killed more often is given up
	longestBack = time.Hour // between two attempts
	stopping    = 15 * time.Second
)

// Work does a job once. It ends when ctx does. The state is Done, Part or Failed.
type Work func(ctx context.Context, row Row) (State, Outcome)

// Attempt claims the run, does the work and enters how it ended. The row may be
// one that is waiting in the ledger or one that is new: it is known by its job
// and time. A run by hand may also begin anew what ended in some other way than
// well, and, again, what is done.
//
// Work that panics has failed. Work that does not end with its context is left
// behind, and has failed; the caller's process should end then. A run that ctx
// calls off waits for the next start, if it is one by time. The error is one of
// the claim, or of the ledger itself.
func (l *Ledger) Attempt(ctx context.Context, clock Clock, job Job, row Row, again bool, work Work) (Row, error) {
	job = job.filled()
	row, err := l.claim(ctx, clock, job, row, again)
	if err != nil {
		return row, err
	}
	state, outcome := guarded(ctx, job.Timeout, row, work)
	row.Outcome = outcome
	halted := ctx.Err() != nil && !state.Good()
	err = l.enterEnd(clock, func(b *Book) error {
		if now, ok := b.Row(row.ID); !ok || now.Holder != row.Holder {
			return fmt.Errorf("%s: another process has taken it", row.ID)
		}
		row = b.Put(ended(job, row, state, halted, clock.Now().UTC()))
		return nil
	})
	return row, errors.Join(err, l.alive.letGo(row.Holder))
}

// claim marks the run as running, held by this process.
func (l *Ledger) claim(ctx context.Context, clock Clock, job Job, row Row, again bool) (Row, error) {
	row.ID = RowID(job.Name, row.For)
	err := l.Update(ctx, func(b *Book) error {
		now := clock.Now().UTC()
		b.closeOrphans(map[string]Job{job.Name: job}, now, l.alive.Lives)
		if err := b.claimable(&row, now, again); err != nil {
			return err
		}
		holder, err := l.alive.hold()
		if err != nil {
			return err
		}
		row.State, row.Holder, row.Started, row.Finished, row.NotBefore = Running, holder, now, time.Time{}, time.Time{}
		row.Attempt++
		row.Outcome = Outcome{}
		row = b.Put(row)
		return nil
	})
	if err != nil && row.Holder != "" && row.State == Running {
		err = errors.Join(err, l.alive.letGo(row.Holder))
	}
	return row, err
}

// claimable completes the row from the book, or says why it cannot begin.
func (b *Book) claimable(row *Row, now time.Time, again bool) error {
	for _, other := range b.unended(row.Job) {
		if other.State == Running {
			return fmt.Errorf("%s: %w, since %s", other.ID, ErrRunning, other.Started.Format(time.DateTime+" UTC"))
		}
	}
	known, ok := b.Row(row.ID)
	trigger := row.Trigger
	switch {
	case !ok && trigger == ByTime:
		return fmt.Errorf("%s: %w", row.ID, ErrNotDue)
	case !ok:
		return nil
	case known.State.Good() && !again:
		return fmt.Errorf("%s: %w", row.ID, ErrDone)
	case trigger == ByTime && (known.State != Waiting || known.NotBefore.After(now)):
		return fmt.Errorf("%s: %w", row.ID, ErrNotDue)
	}
	*row = known
	if row.Through.After(row.For) { // one of a row of missed times
		row.Through, row.Count = time.Time{}, 0
	}
	return nil
}

// guarded does the work within the time allowed.
func guarded(ctx context.Context, timeout time.Duration, row Row, work Work) (State, Outcome) {
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, timeout, fmt.Errorf("it took longer than %s", timeout))
		defer cancel()
	}
	type result struct {
		state   State
		outcome Outcome
	}
	ended := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				// What was passed to panic may hold anything; where it was does not.
				ended <- result{Failed, Outcome{Message: "a panic, which is a defect of earshot", Excerpt: tail(string(debug.Stack()))}}
			}
		}()
		state, outcome := work(ctx, row)
		ended <- result{state, outcome}
	}()
	select {
	case r := <-ended:
		return inTime(ctx, r.state, r.outcome)
	case <-ctx.Done():
	}
	timer := time.NewTimer(stopping)
	defer timer.Stop()
	select {
	case r := <-ended:
		return inTime(ctx, r.state, r.outcome)
	case <-timer.C:
		return Failed, Outcome{Message: fmt.Sprintf("%v, and it did not stop when told to", context.Cause(ctx))}
	}
}

// inTime says of a failure that it came of the end of the time allowed.
func inTime(ctx context.Context, state State, outcome Outcome) (State, Outcome) {
	if cause := context.Cause(ctx); !state.Good() && cause != nil && !errors.Is(cause, context.Canceled) {
		if outcome.Message != "" && !strings.Contains(outcome.Message, "context deadline exceeded") {
			outcome.Message = ": " + outcome.Message
		} else {
			outcome.Message = ""
		}
		outcome.Message = cause.Error() + outcome.Message
	}
	return state, outcome
}

// ended is the row after an attempt.
func ended(job Job, row Row, state State, halted bool, now time.Time) Row {
	row.State, row.Finished = state, now
	if row.Trigger != ByTime || state.Good() {
		return row
	}
	switch failures := row.Attempt - row.Broken - row.Halted; {
	case halted:
		row.State, row.Message = Waiting, "called off; it goes on at the next start"
		row.Halted++
	case failures <= job.Retries:
		row.State, row.NotBefore = Waiting, now.Add(waitAfter(job.Backoff, failures))
	}
	return row
}

// waitAfter is the wait after the n-th failure.
func waitAfter(first time.Duration, n int) time.Duration {
	return min(first<<min(max(n-1, 0), 20), max(first, longestBack))
}

// enterEnd enters the end of a run also where that takes a few tries: on a full
// disk there may be room in a moment.
func (l *Ledger) enterEnd(clock Clock, f func(*Book) error) (err error) {
	ctx := context.Background() // how it ended is entered also when it was called off
	for try := range 5 {
		if err = l.Update(ctx, f); err == nil {
			return nil
		}
		clock.Wait(ctx, clock.Now().Add(time.Duration(try+1)*200*time.Millisecond), nil)
	}
	return err
}

// closeOrphans deals with runs whose process is gone: one by time is done again
// for the time it was for, unless that happened too often.
func (b *Book) closeOrphans(jobs map[string]Job, now time.Time, lives func(holder string) bool) {
	for _, row := range b.unended("") {
		if row.State != Running || lives(row.Holder) {
			continue
		}
		row.Broken++
		row.Finished, row.Message = now.UTC(), "its process was killed"
		row.State = Killed
		if row.Trigger == ByTime && row.Broken <= mostBroken {
			row.State = Waiting
			if row.Broken > 2 {
				row.NotBefore = now.UTC().Add(waitAfter(jobs[row.Job].filled().Backoff, row.Broken-2))
			}
		}
		b.Put(row)
	}
}

// jitter is a share of the span that depends on the run alone.
func jitter(id string, span time.Duration) time.Duration {
	sum := fnv.New64a()
	sum.Write([]byte(id)) // never fails
	return time.Duration(sum.Sum64() % uint64(span)).Truncate(time.Second)
}

// tail is the end of a text, for the ledger: whole lines.
func tail(text string) string {
	const most = 2000
	if len(text) <= most {
		return text
	}
	text = text[len(text)-most:]
	for i, c := range text {
		if c == '\n' {
			return text[i+1:]
		}
	}
	return text
}
