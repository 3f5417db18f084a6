package schedules

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/earshot/earshot/internal/warehouse"
)

// Sprint is one sprint of the plan. Its days are local dates, at midnight UTC.
type Sprint struct {
	Source string
	Name   string
	Starts time.Time // its first day
	Ends   time.Time // its last day
}

// Sprints are those with dates that the published file knows, the first to
// begin first; none where it is of a version that knew none.
func Sprints(ctx context.Context, published *warehouse.DB) (sprints []Sprint, err error) {
	tables, err := published.Strings(ctx, "select table_name from duckdb_tables() where schema_name = 'main' and table_name = 'sprints'")
	if err != nil || len(tables) == 0 {
		return nil, err
	}
	rows, err := published.Query(ctx, "select source, name, starts_on, ends_on from sprints where starts_on <= ends_on order by starts_on, ends_on, source, name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s Sprint
		if err := rows.Scan(&s.Source, &s.Name, &s.Starts, &s.Ends); err != nil {
			return nil, err
		}
		sprints = append(sprints, s)
	}
	return sprints, rows.Err()
}

// OfBoard are the sprints of one board: those whose names begin with it, or of
// the source of that name. All are of the board "".
func OfBoard(sprints []Sprint, board string) (own []Sprint) {
	for _, s := range sprints {
		if board == "" || strings.EqualFold(s.Source, board) || beginsWith(s.Name, board) {
			own = append(own, s)
		}
	}
	return own
}

// beginsWith says that the words of text begin with those of begin: "Pay 12" with
// "pay", and "Payments 3" not.
func beginsWith(text, begin string) bool {
	letters, first := []rune(text), []rune(begin)
	if len(letters) < len(first) || !strings.EqualFold(string(letters[:len(first)]), begin) {
		return false
	}
	return len(letters) == len(first) || !unicode.IsLetter(letters[len(first)])
}

// SprintDays are one day of each sprint: so many days after the first day, or
// after the last one; before it when After is negative. What the tracker moves
// moves with it, for the sprints are asked for each time.
//
// Where the job has no time on that day, as on a Sunday with a cron line for
// Monday to Friday, the nearest day on which it has one counts, a week away at
// most: the one before for the last day and what comes before an edge of the
// sprint, the one behind for the first day and what comes after an edge. Of
// holidays nothing is known.
type SprintDays struct {
	Words   string // what After and AtEnd are called: 1 day before the end
	After   int
	AtEnd   bool
	Times   Times
	Zone    *time.Location // whose dates count
	Sprints []Sprint
}

// farthestMove is how many days a day may move to one on which the job has a time.
const farthestMove = 6

// Idle says why there is nothing to do at that time.
func (d SprintDays) Idle(at time.Time) string {
	day := dateIn(at, d.Zone)
	next, ahead, last := time.Time{}, "", ""
	for _, s := range d.Sprints {
		due, ok := d.day(s)
		switch {
		case !ok:
		case due.Equal(day):
			return ""
		case due.After(day) && (next.IsZero() || due.Before(next)):
			next, ahead = due, s.Name
		}
		last = s.Name
	}
	switch {
	case ahead != "":
		return fmt.Sprintf("nothing to do: %s of %s is %s", d.Words, ahead, next.Format("Mon 2006-01-02"))
	case last != "":
		return fmt.Sprintf("nothing to do: no sprint behind %s is known", last)
	}
	return "nothing to do: no sprint is known"
}

// Next is the job's first time after the given one on such a day.
func (d SprintDays) Next(after time.Time) (next time.Time) {
	for _, s := range d.Sprints {
		if day, ok := d.day(s); ok && !day.Before(dateIn(after, d.Zone)) {
			if at, ok := d.timeOn(day, after); ok {
				next = sooner(next, at)
			}
		}
	}
	return next
}

// day is the sprint's day on which the job has a time; ok is false when none is near.
func (d SprintDays) day(s Sprint) (day time.Time, ok bool) {
	edge, step := s.Starts, 1
	if d.AtEnd {
		edge = s.Ends
	}
	if d.After < 0 || d.After == 0 && d.AtEnd {
		step = -1
	}
	for i := range farthestMove + 1 {
		day = dateIn(edge, time.UTC).AddDate(0, 0, d.After+i*step)
		if _, ok := d.timeOn(day, time.Time{}); ok {
			return day, true
		}
	}
	return day, false
}

// timeOn is the job's first time on the day and after the moment given.
func (d SprintDays) timeOn(day, after time.Time) (at time.Time, ok bool) {
	begins := firstShown(day, d.Zone).Add(-time.Nanosecond)
	if begins.Before(after) {
		begins = after
	}
	at = d.Times.Next(begins)
	return at, !at.IsZero() && dateIn(at, d.Zone).Equal(day)
}

// Known says what of the calendar is to be told to who set it up, at the time
// given; "" when a day is ahead.
func (d SprintDays) Known(now time.Time) string {
	switch {
	case len(d.Sprints) == 0:
		return "no sprint is known: it has nothing to do until the plan has some"
	case !d.Next(now).IsZero():
		return ""
	}
	last := slices.MaxFunc(d.Sprints, func(a, b Sprint) int { return a.Ends.Compare(b.Ends) })
	return fmt.Sprintf("the last sprint known is %s, to %s: it has nothing to do until the plan has another", last.Name, last.Ends.Format(time.DateOnly))
}

// dateIn is the date that a zone's clock shows, at midnight UTC.
func dateIn(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
