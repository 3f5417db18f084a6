package schedules

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// sprint is a sprint from one day to another.
func sprint(t testing.TB, name, starts, ends string) Sprint {
	t.Helper()
	return Sprint{Source: "plan", Name: name, Starts: utc(t, starts+" 00:00"), Ends: utc(t, ends+" 00:00")}
}

// biweekly are sprints of two weeks from Monday to Sunday, the first of them from
// 6 to 19 July 2026.
func biweekly(t testing.TB, n int) (sprints []Sprint) {
	for i := range n {
		first := utc(t, "2026-07-06 00:00").AddDate(0, 0, 14*i)
		sprints = append(sprints, Sprint{Source: "plan", Name: "Pay " + string(rune('1'+i)), Starts: first, Ends: first.AddDate(0, 0, 13)})
	}
	return sprints
}

// days is a rule with its cron line.
func days(t testing.TB, after int, atEnd bool, cron, clock string, sprints ...Sprint) SprintDays {
	return SprintDays{Words: "the day", After: after, AtEnd: atEnd, Times: line(t, cron, zone(t, clock)), Zone: zone(t, clock), Sprints: sprints}
}

// TestSprintDays: which times of two sprints count, by the local clock.
func TestSprintDays(t *testing.T) {
	for _, c := range []struct {
		what  string
		after int
		atEnd bool
		cron  string
		want  string
	}{
		{"first day", 0, false, "0 7 * * *", "Mon 06 07:00, Mon 20 07:00"},
		{"last day", 0, true, "0 7 * * *", "Sun 19 07:00, Sun 02 07:00"},
		{"1 day before the end", -1, true, "0 7 * * *", "Sat 18 07:00, Sat 01 07:00"},
		{"2 days before the start", -2, false, "0 7 * * *", "Sat 04 07:00, Sat 18 07:00"},
		{"1 day after the end", 1, true, "0 7 * * *", "Mon 20 07:00, Mon 03 07:00"},
		{"3 days after the start", 3, false, "0 7 * * *", "Thu 09 07:00, Thu 23 07:00"},
		// Monday to Friday: what comes before an edge comes on Friday, what comes after it on Monday.
		{"last day, weekdays", 0, true, "0 7 * * 1-5", "Fri 17 07:00, Fri 31 07:00"},
		{"1 day before the end, weekdays", -1, true, "0 7 * * 1-5", "Fri 17 07:00, Fri 31 07:00"},
		{"1 day before the start, weekdays", -1, false, "0 7 * * 1-5", "Fri 03 07:00, Fri 17 07:00"},
		{"5 days after the start, weekdays", 5, false, "0 7 * * 1-5", "Mon 13 07:00, Mon 27 07:00"},
		{"two times a day", -1, true, "0 7,15 * * *", "Sat 18 07:00, Sat 18 15:00, Sat 01 07:00, Sat 01 15:00"},
		{"once a week", -1, true, "0 7 * * 3", "Wed 15 07:00, Wed 29 07:00"},
		{"once a month: never near", 0, true, "0 7 10 * *", ""},
		{"every six hours", 0, false, "@every 6h", "Mon 06 02:00, Mon 06 08:00, Mon 06 14:00, Mon 06 20:00, Mon 20 02:00, Mon 20 08:00, Mon 20 14:00, Mon 20 20:00"},
	} {
		d := days(t, c.after, c.atEnd, c.cron, "Europe/Berlin", biweekly(t, 2)...)
		var got []string
		for at := d.Times.Next(utc(t, "2026-06-30 00:00")); at.Before(utc(t, "2026-08-10 00:00")); at = d.Times.Next(at) {
			if d.Idle(at) == "" {
				got = append(got, at.In(d.Zone).Format("Mon 02 15:04"))
			}
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s\nwant %s", c.what, text, c.want)
		}
		var next []string // the times that lie ahead are the same
		for at := d.Next(utc(t, "2026-06-30 00:00")); !at.IsZero(); at = d.Next(at) {
			next = append(next, at.In(d.Zone).Format("Mon 02 15:04"))
		}
		if text := strings.Join(next, ", "); text != c.want {
			t.Errorf("%s: next %s\nwant %s", c.what, text, c.want)
		}
	}
}

// TestSprintDaysByTheirZone: the sprint's day is that of the job's clock.
func TestSprintDaysByTheirZone(t *testing.T) {
	for clock, want := range map[string]string{
		"Pacific/Auckland":    "2026-07-18 11:30", // 23:30 there
		"Europe/Berlin":       "2026-07-18 21:30",
		"America/Los_Angeles": "2026-07-19 06:30", // which is the next day in UTC
	} {
		d := days(t, -1, true, "30 23 * * *", clock, biweekly(t, 1)...)
		if got := d.Next(utc(t, "2026-07-01 00:00")); !got.Equal(utc(t, want)) {
			t.Errorf("%s: %s, want %s", clock, got, want)
		}
		if why := d.Idle(utc(t, want)); why != "" {
			t.Errorf("%s: %s", clock, why)
		}
	}
	// The first day of this sprint begins at 1:00, for midnight is skipped.
	d := days(t, 0, false, "30 0 * * *", "Africa/Cairo", sprint(t, "S 1", "2026-04-24", "2026-05-07"))
	if got := d.Next(utc(t, "2026-04-01 00:00")); !got.Equal(utc(t, "2026-04-23 22:00")) {
		t.Errorf("a day without midnight: %s", got)
	}
}

// TestIdleSaysWhy: what the ledger keeps, and what check tells.
func TestIdleSaysWhy(t *testing.T) {
	d := days(t, -1, true, "0 7 * * 1-5", "Europe/Berlin", biweekly(t, 2)...)
	d.Words = "1 day before the end"
	for at, want := range map[string]string{
		"2026-07-06 05:00": "nothing to do: 1 day before the end of Pay 1 is Fri 2026-07-17",
		"2026-07-18 05:00": "nothing to do: 1 day before the end of Pay 2 is Fri 2026-07-31",
		"2026-08-03 05:00": "nothing to do: no sprint behind Pay 2 is known",
		"2026-07-17 05:00": "",
	} {
		if got := d.Idle(utc(t, at)); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
	for at, want := range map[string]string{
		"2026-07-31 04:00": "",
		"2026-07-31 06:00": "the last sprint known is Pay 2, to 2026-08-02: it has nothing to do until the plan has another",
	} {
		if got := d.Known(utc(t, at)); got != want {
			t.Errorf("known at %s: %q, want %q", at, got, want)
		}
	}
	d.Sprints = nil
	if got := d.Idle(utc(t, "2026-07-17 05:00")) + "; " + d.Known(utc(t, "2026-07-17 05:00")); got != "nothing to do: no sprint is known; no sprint is known: it has nothing to do until the plan has some" {
		t.Error(got)
	}
	if !d.Next(utc(t, "2026-07-17 05:00")).IsZero() {
		t.Error("a next time without a sprint")
	}
}

// TestTwoBoards: a board's sprints are those whose names begin with it.
func TestTwoBoards(t *testing.T) {
	all := []Sprint{
		sprint(t, "Pay 12", "2026-07-06", "2026-07-19"), sprint(t, "Payments 3", "2026-07-08", "2026-07-21"),
		sprint(t, "PAY-13", "2026-07-20", "2026-08-02"), {Source: "mobile", Name: "Sprint 1"},
	}
	for board, want := range map[string]string{
		"": "Pay 12,Payments 3,PAY-13,Sprint 1", "pay": "Pay 12,PAY-13", "Payments": "Payments 3", "Mobile": "Sprint 1", "Paym": "", "Pay 12 and more": "",
	} {
		var names []string
		for _, s := range OfBoard(all, board) {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, ","); got != want {
			t.Errorf("board %q: %s, want %s", board, got, want)
		}
	}
	d := days(t, 0, true, "0 7 * * *", "UTC", all[:3]...)
	var got []string
	for at := d.Next(utc(t, "2026-07-01 00:00")); !at.IsZero(); at = d.Next(at) {
		got = append(got, at.Format("01-02"))
	}
	expect(t, got, "07-19", "07-21", "08-02")
}

// review is a job with something to do a day before each sprint ends.
func review(t testing.TB, sprints ...Sprint) (Job, *SprintDays) {
	d := days(t, -1, true, "0 7 * * *", "UTC", sprints...)
	return Job{Name: "review", Times: d.Times, Days: &d}, &d
}

// calendarSim runs the job as its process does: it looks at the calendar first.
func calendarSim(t *testing.T, start string, d *SprintDays, jobs ...Job) *sim {
	s := newSim(t, start, jobs...)
	s.work = func(row Row) (State, Outcome) {
		if row.Job == "review" {
			return made(d, row)
		}
		return Done, Outcome{}
	}
	return s
}

// made is what a run gives: the pack, or the reason why there is nothing to do.
func made(d *SprintDays, row Row) (State, Outcome) {
	why := d.Idle(row.For)
	return Done, Outcome{Message: why, Idle: why != ""}
}

// worked are the days on which the job had something to do, and did it.
func worked(s *sim, job string) (list []string) {
	s.ledger.Read(func(b *Book) {
		for _, row := range b.Rows(job) {
			if row.State.Good() && !row.Idle {
				list = append(list, row.For.Format("01-02"))
			}
		}
	})
	return list
}

// alarms are those that would be told at that time.
func alarms(s *sim, at string) (keys []string) {
	s.ledger.Read(func(b *Book) {
		for _, a := range b.Alarms(s.jobs, utc(s.t, at), 24*time.Hour) {
			keys = append(keys, a.Key)
		}
	})
	return keys
}

// TestASprintIsMoved: what the tracker says in the night holds in the morning.
func TestASprintIsMoved(t *testing.T) {
	job, d := review(t, biweekly(t, 2)...)
	s := calendarSim(t, "2026-07-06 00:00", d, job)
	s.until("2026-07-10 12:00")
	d.Sprints[0].Ends = utc(t, "2026-07-15 00:00") // it ends earlier
	s.until("2026-07-20 12:00")
	expect(t, worked(s, "review"), "07-14")
	d.Sprints[1].Ends = utc(t, "2026-08-09 00:00") // a week later than it was to
	s.until("2026-08-12 12:00")
	expect(t, worked(s, "review"), "07-14", "08-08")
	if n := len(s.states("review")); n != 38 {
		t.Errorf("%d rows: each day has one", n)
	}
	expect(t, alarms(s, "2026-08-12 12:00"))
	// The calendar ends; then the plan has another sprint.
	d.Sprints = append(d.Sprints, sprint(t, "Pay 3", "2026-08-10", "2026-08-23"))
	s.until("2026-08-25 12:00")
	expect(t, worked(s, "review"), "07-14", "08-08", "08-22")
}

// TestTheMachineSleepsOverASprintDay: the last of the times that matter is made
// up for, however many others have passed since; none of the others is missed.
func TestTheMachineSleepsOverASprintDay(t *testing.T) {
	for catchUp, want := range map[CatchUp][]string{
		CatchNone:   {"07 07:00 done", "08 07:00 done to 17 07:00", "18 07:00 missed", "19 07:00 done to 20 07:00", "21 07:00 done"},
		CatchLatest: {"07 07:00 done", "08 07:00 done to 17 07:00", "18 07:00 done", "19 07:00 done to 20 07:00", "21 07:00 done"},
		CatchAll:    {"07 07:00 done", "08 07:00 done to 17 07:00", "18 07:00 done", "19 07:00 done to 20 07:00", "21 07:00 done"},
	} {
		job, d := review(t, biweekly(t, 3)...)
		job.CatchUp = catchUp
		s := calendarSim(t, "2026-07-06 12:00", d, job)
		s.until("2026-07-07 12:00")
		s.clock.set(utc(t, "2026-07-20 20:00"))
		s.until("2026-07-21 12:00")
		t.Log(catchUp)
		expect(t, s.states("review"), want...)
		var told []string
		if catchUp == CatchNone { // the pack is missing, however often there was nothing to do since
			told = []string{"late review"}
		}
		expect(t, alarms(s, "2026-07-21 12:00"), told...)
	}
}

// TestAnIdleTimeTakesNobodysPlace: the machine wakes on Sunday at seven, and the
// pack of Saturday is made.
func TestAnIdleTimeTakesNobodysPlace(t *testing.T) {
	for _, overlap := range []Overlap{Skip, Queue, Latest} {
		job, d := review(t, biweekly(t, 2)...)
		job.Overlap = overlap
		s := calendarSim(t, "2026-07-16 12:00", d, job)
		s.until("2026-07-17 12:00")
		s.clock.set(utc(t, "2026-07-19 07:01"))
		s.until("2026-07-20 12:00")
		t.Log(overlap)
		expect(t, worked(s, "review"), "07-18")
		expect(t, s.states("review"), "17 07:00 done", "18 07:00 done", "19 07:00 done", "20 07:00 done")
	}
}

// TestIdleTimesAlarmNobody: while the job before it fails night after night, this
// one is blocked on the day that matters, and on no other.
func TestIdleTimesAlarmNobody(t *testing.T) {
	job, d := review(t, biweekly(t, 2)...)
	job.After, job.Wait = []string{"nightly"}, 8*time.Hour
	night := nightly(t)
	night.Retries = 0
	s := calendarSim(t, "2026-07-14 12:00", d, night, job)
	s.work = func(row Row) (State, Outcome) {
		if row.Job == "nightly" {
			return Failed, Outcome{Message: "broken"}
		}
		return made(d, row)
	}
	s.until("2026-07-15 14:00") // it waits longer than a job may be late
	expect(t, alarms(s, "2026-07-15 14:00"), "failed nightly")
	s.until("2026-07-17 20:00")
	expect(t, alarms(s, "2026-07-17 20:00"), "failed nightly")
	s.until("2026-07-18 20:00")
	expect(t, alarms(s, "2026-07-18 20:00"), "failed nightly", "failed review")
	expect(t, s.states("review"), "15 07:00 done", "16 07:00 done", "17 07:00 done", "18 07:00 blocked")
	s.until("2026-07-19 20:00") // a day without anything to do makes nothing good
	expect(t, alarms(s, "2026-07-19 20:00"), "failed nightly", "failed review")
}

// TestARetryKeepsItsDay: a pack that failed before midnight is made behind it.
func TestARetryKeepsItsDay(t *testing.T) {
	job, d := review(t, biweekly(t, 1)...)
	job.Times = line(t, "50 23 * * *", time.UTC)
	d.Times = job.Times
	job.Retries, job.Backoff = 2, 30*time.Minute
	s := calendarSim(t, "2026-07-18 12:00", d, job)
	s.work = func(row Row) (State, Outcome) {
		if row.Attempt > 1 || d.Idle(row.For) != "" {
			return made(d, row)
		}
		return Failed, Outcome{Message: "the disk is full"}
	}
	s.until("2026-07-19 12:00")
	expect(t, worked(s, "review"), "07-18")
}

// TestAnIdleTimeIsDone: what was done without anything to do is done,
// and can be done again.
func TestAnIdleTimeIsDone(t *testing.T) {
	job, d := review(t, biweekly(t, 1)...)
	s := calendarSim(t, "2026-07-06 00:00", d, job)
	s.until("2026-07-07 12:00")
	row := Row{Job: "review", For: utc(t, "2026-07-06 07:00"), Trigger: Backfill}
	work := func(context.Context, Row) (State, Outcome) { return Done, Outcome{} }
	if _, err := s.ledger.Attempt(context.Background(), s.clock, job, row, false, work); !errors.Is(err, ErrDone) {
		t.Errorf("err = %v, want ErrDone", err)
	}
	if _, err := s.ledger.Attempt(context.Background(), s.clock, job, row, true, work); err != nil {
		t.Error(err)
	}
}
