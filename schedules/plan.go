package schedules

import (
	"fmt"
	"slices"
	"time"
)

// onTime is how late a time may be seen and still count as seen in time.
const onTime = 5 * time.Minute

// farthest is how far back times are looked for that passed while nothing ran.
const farthest = 366 * 24 * time.Hour

// Plan enters what has become due and what became of times that passed, and
// returns the runs to begin now and when there is something to do next; the zero
// time when there never is. It is used within Ledger.Update; planned again, it
// gives the same.
func (b *Book) Plan(jobs []Job, now time.Time, lives func(holder string) bool) (begin []Row, next time.Time) {
	known := map[string]Job{}
	jobs = slices.Clone(jobs)
	for i := range jobs {
		jobs[i] = jobs[i].filled()
		known[jobs[i].Name] = jobs[i]
	}
	b.closeOrphans(known, now, lives)
	b.dropUnknown(known, now)
	for _, job := range jobs {
		b.watch(job, now)
		b.takeDue(job, now)
		next = sooner(next, job.Times.Next(now))
	}
	for _, job := range jobs { // by now the rows are there that others wait for
		row, ready, wake := b.ready(job, known, now)
		if ready {
			begin = append(begin, row)
		}
		next = sooner(next, wake)
	}
	return begin, next
}

// dropUnknown ends what waits of jobs that are scheduled no more.
func (b *Book) dropUnknown(jobs map[string]Job, now time.Time) {
	for _, row := range b.unended("") {
		if _, known := jobs[row.Job]; !known && row.State == Waiting {
			row.State, row.Message, row.Finished = Skipped, "no longer scheduled", now.UTC()
			b.Put(row)
		}
	}
}

// sooner is the earlier of two times; the zero time is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// watch notes since when the job's times count. A clock that was set back since
// counts anew: the times that it shows again have their rows.
func (b *Book) watch(job Job, now time.Time) {
	if job.Times.Zero() {
		return
	}
	known, ok := b.watches[job.Name]
	if !ok || known.Times != job.Times.String() || known.Since.After(now) {
		b.put(entry{Watch: &Watch{Job: job.Name, Since: now.UTC(), Times: job.Times.String()}})
	}
}

// takeDue makes the rows of the times since the last one.
func (b *Book) takeDue(job Job, now time.Time) {
	times := b.dueTimes(job, now)
	if len(times) == 0 {
		return
	}
	if _, paused := b.Paused(job.Name, now); paused {
		b.pass(job, times, Skipped, "paused", now)
		return
	}
	n := 0
	for n < len(times) && now.Sub(times[n]) > onTime {
		n++
	}
	late, fresh := b.passIdle(job, times[:n], now), times[n:]
	if len(late) > 0 {
		newer := slices.ContainsFunc(fresh, func(at time.Time) bool { return job.idle(at) == "" })
		late = b.catchUp(job, late, newer, now)
	}
	for _, at := range late {
		b.await(job, at)
	}
	for _, at := range fresh {
		b.overlap(job, at, now)
	}
}

// dueTimes are the job's times since the last one that has a row.
func (b *Book) dueTimes(job Job, now time.Time) (times []time.Time) {
	from := b.covered(job.Name, now)
	if oldest := now.Add(-farthest); from.Before(oldest) {
		from = oldest
	}
	for at := job.Times.Next(from); !at.IsZero() && !at.After(now); at = job.Times.Next(at) {
		if row, ok := b.Row(RowID(job.Name, at)); !ok || row.untrue(now) {
			times = append(times, at)
		}
	}
	return times
}

// catchUp returns those of the times that passed while nothing ran which are
// made up for; the others are missed. newer says that a time follows which was
// seen in time.
func (b *Book) catchUp(job Job, late []time.Time, newer bool, now time.Time) []time.Time {
	from := len(late)
	switch {
	case job.CatchUp == CatchAll:
		room := max(0, job.Cap-len(b.unended(job.Name)))
		from = max(0, len(late)-room)
		for from < len(late) && now.Sub(late[from]) > job.Window {
			from++
		}
	case job.CatchUp == CatchLatest && !newer:
		from = len(late) - 1
	}
	b.pass(job, late[:from], Missed, "nothing ran at that time", now)
	if job.CatchUp != CatchAll {
		b.supersede(job, RowID(job.Name, late[len(late)-1]), Missed, now)
	}
	return late[from:]
}

// pass enters one row for times at which nothing runs.
func (b *Book) pass(job Job, times []time.Time, state State, why string, now time.Time) {
	if len(times) == 0 {
		return
	}
	row := Row{Job: job.Name, For: times[0], State: state, Trigger: ByTime, Finished: now.UTC(), Outcome: Outcome{Message: why, Idle: state == Done}}
	if len(times) > 1 {
		row.Through, row.Count = times[len(times)-1], len(times)
	}
	b.Put(row)
}

// supersede ends the job's waiting runs, in whose place a newer one comes.
func (b *Book) supersede(job Job, by string, state State, now time.Time) {
	for _, row := range b.unended(job.Name) {
		if row.State == Waiting && row.Trigger == ByTime {
			row.State, row.Message, row.Finished = state, by+" comes in its place", now.UTC()
			b.Put(row)
		}
	}
}

// overlap enters a time that was seen in time, as the job's rule has it.
func (b *Book) overlap(job Job, at, now time.Time) {
	open := b.unended(job.Name)
	if len(open) == 0 {
		b.await(job, at) // of days without anything to do, its run finds out: by what is known when it begins
		return
	}
	idle := job.idle(at)
	switch {
	case idle != "": // it shall take nobody's place
		b.pass(job, []time.Time{at}, Done, idle, now)
	case job.Overlap == Skip:
		b.pass(job, []time.Time{at}, Skipped, fmt.Sprintf("%s has not ended", open[0].ID), now)
	case job.Overlap == Queue && len(open) > job.Cap:
		b.pass(job, []time.Time{at}, Skipped, fmt.Sprintf("%d runs wait already", len(open)-1), now)
	case job.Overlap == Latest:
		for _, row := range open[1:] { // the first is the one that still runs
			if row.State == Waiting && row.Attempt == 0 {
				row.State, row.Finished, row.Message = Skipped, now.UTC(), RowID(job.Name, at)+" comes in its place"
				b.Put(row)
			}
		}
		b.await(job, at)
	default:
		b.await(job, at)
	}
}

// await enters a run that is to begin after its jitter.
func (b *Book) await(job Job, at time.Time) {
	row := Row{Job: job.Name, For: at, State: Waiting, Trigger: ByTime}
	if job.Jitter > 0 {
		row.NotBefore = at.Add(jitter(RowID(job.Name, at), job.Jitter))
	}
	b.Put(row)
}

// ready is the job's next run where it can begin now, or when to look again.
func (b *Book) ready(job Job, jobs map[string]Job, now time.Time) (row Row, ready bool, wake time.Time) {
	open := b.unended(job.Name)
	for _, row := range open {
		if row.State == Running {
			return row, false, time.Time{}
		}
	}
	if len(open) == 0 {
		return row, false, time.Time{}
	}
	row = open[0]
	if row.NotBefore.After(now) {
		return row, false, row.NotBefore
	}
	why := b.lacking(job, jobs, row.For)
	deadline := row.For.Add(job.Wait)
	switch {
	case why == "":
		return row, true, time.Time{}
	case now.Before(deadline):
		if message := "waits: " + why; row.Message != message {
			row.Message = message
			b.Put(row)
		}
		return row, false, deadline
	}
	row.State, row.Message, row.Finished = Blocked, why, now.UTC()
	if idle := job.idle(row.For); idle != "" { // it lacks nothing that it needs
		row.State, row.Message, row.Idle = Done, idle, true
	}
	b.Put(row)
	return b.ready(job, jobs, now)
}

// lacking says which job before it had no good run for the last time that it
// was due at; "" when all had. A job without times of its own must have run
// since this one was last due.
func (b *Book) lacking(job Job, jobs map[string]Job, at time.Time) string {
	for _, name := range job.After {
		due := jobs[name].Times.Before(at)
		if due.IsZero() {
			due = job.Times.Before(at.Add(-time.Second))
		}
		if _, good := b.Newest(name, func(r Row) bool { return r.State.Good() && !r.For.Before(due) }); good {
			continue
		}
		last, any := b.Newest(name, func(r Row) bool { return !r.For.Before(due) && !r.For.After(at) })
		why := fmt.Sprintf("no good run of %s for %s", name, due.Format("2006-01-02 15:04 UTC"))
		if any {
			why += ", which is " + string(last.State)
		}
		return why
	}
	return ""
}
