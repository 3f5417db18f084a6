package cli

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"github.com/earshot/earshot/schedules"
)

// fast is a clock that runs faster than time does: at Began it showed Shown.
// Processes that are given the same one agree.
type fast struct {
	Began, Shown time.Time
	Factor       float64
}

// asClock is the variable that gives a process its clock.
const asClock = "EARSHOT_TEST_CLOCK"

func clockOfTest() schedules.Clock {
	var c fast
	if json.Unmarshal([]byte(os.Getenv(asClock)), &c) != nil || c.Factor == 0 {
		return schedules.Wall{}
	}
	return c
}

// setting is the clock as a variable of the environment.
func (c fast) setting() string {
	text, _ := json.Marshal(c)
	return asClock + "=" + string(text)
}

func (c fast) Now() time.Time {
	return c.Shown.Add(time.Duration(float64(time.Since(c.Began)) * c.Factor)).UTC()
}

func (c fast) Wait(ctx context.Context, until time.Time, woken <-chan struct{}) {
	wait := min(time.Duration(float64(until.Sub(c.Now()))/c.Factor), 50*time.Millisecond)
	timer := time.NewTimer(max(wait, time.Millisecond))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	}
}
