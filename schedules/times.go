package schedules

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Times are the moments at which a job is due. Each time of the local clock
// comes once: one that is skipped in spring comes at the first moment that there
// is, together with whatever else is due then, and one that is repeated in
// autumn comes the first time only. So in the repeated hour "*/15 * * * *" is
// silent; "@every 15m" knows no clock and is not.
//
// The zero value never comes.
type Times struct {
	cron  *cron.SpecSchedule // over a clock without daylight saving
	zone  *time.Location
	every time.Duration
}

// TimesOf makes Times of what robfig/cron has parsed: fields, in their
// Location, or a fixed distance. Of its own Next, which skips times in spring
// and repeats them in autumn, only the reading of fields is used; a distance
// counts from 1970-01-01 UTC, so that a restart shifts nothing.
func TimesOf(schedule cron.Schedule) Times {
	switch s := schedule.(type) {
	case *cron.SpecSchedule:
		fields := *s
		fields.Location = time.UTC
		return Times{cron: &fields, zone: s.Location}
	case cron.ConstantDelaySchedule:
		return Times{every: s.Delay}
	}
	return Times{}
}

// Zero says that the times never come.
func (t Times) Zero() bool { return t.cron == nil && t.every <= 0 }

// String tells different times apart.
func (t Times) String() string {
	if c := t.cron; c != nil {
		return fmt.Sprintf("%x %x %x %x %x %s", c.Minute, c.Hour, c.Dom, c.Month, c.Dow, t.zone)
	}
	return t.every.String()
}

// Zone is the zone whose clock counts; UTC where none does.
func (t Times) Zone() *time.Location {
	if t.zone == nil {
		return time.UTC
	}
	return t.zone
}

// Next is the first time after the given one, in UTC; the zero time when there
// is none within five years.
func (t Times) Next(after time.Time) time.Time {
	if t.Zero() {
		return time.Time{}
	}
	if t.every > 0 {
		return after.Truncate(0).Add(t.every - sinceEpoch(after)%t.every).UTC()
	}
	// Local clocks only ever show what is later at a first moment that is later,
	// so no time before the one now shown can still come.
	for wall := clock(after.In(t.zone)); ; {
		if wall = t.cron.Next(wall); wall.IsZero() {
			return time.Time{}
		}
		if first := firstShown(wall, t.zone); first.After(after) {
			return first
		}
	}
}

// Last is the last time at or before the given one and after from; the zero
// time when there is none.
func (t Times) Last(from, until time.Time) (last time.Time) {
	for next := t.Next(from); !next.IsZero() && !next.After(until); next = t.Next(next) {
		last = next
	}
	return last
}

// Before is the last time at or before the given one, looking back a year at
// most; the zero time when there is none.
func (t Times) Before(until time.Time) time.Time {
	const day = 24 * time.Hour
	for back := time.Hour; back < 400*day; back *= 4 {
		if last := t.Last(until.Add(-back), until); !last.IsZero() {
			return last
		}
	}
	return time.Time{}
}

func sinceEpoch(t time.Time) time.Duration {
	return time.Duration(t.UnixNano())
}

// clock is what the clock shows at t, as a time of a clock that never changes.
func clock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// firstShown is the first moment at which the zone's clock shows wall or later.
// Where the clock jumps over wall, that is the jump.
func firstShown(wall time.Time, zone *time.Location) time.Time {
	for at := wall.Add(-30 * time.Hour); ; { // no clock is so far from UTC
		local := at.In(zone)
		begins, ends := local.ZoneBounds()
		_, offset := local.Zone()
		shown := wall.Add(-time.Duration(offset) * time.Second)
		if shown.Before(begins) {
			shown = begins
		}
		if ends.IsZero() || shown.Before(ends) {
			return shown.UTC()
		}
		at = ends
	}
}
