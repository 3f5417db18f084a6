package schedules

import (
	"context"
	"time"
)

// Clock is the time of day. Tests have one of their own.
type Clock interface {
	Now() time.Time
	// Wait returns at the time given, when woken, or when ctx is done; or before:
	// who waits looks at the clock again.
	Wait(ctx context.Context, until time.Time, woken <-chan struct{})
}

// Wall is the machine's clock. It waits for seconds at a time, because the clock
// may be set, and because timers stand still while a machine sleeps.
type Wall struct{}

const longestWait = 5 * time.Second

// Now is the time, without the reading of a clock that no one can set.
func (Wall) Now() time.Time { return time.Now().Round(0) }

// Wait waits as Clock says.
func (w Wall) Wait(ctx context.Context, until time.Time, woken <-chan struct{}) {
	timer := time.NewTimer(max(0, min(until.Sub(w.Now()), longestWait)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	}
}
