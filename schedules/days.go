package schedules

import "time"

// Days say on which days a job has something to do. At its other times it ends
// at once, well: the ledger says why, nobody is alarmed, and a time of that kind
// that passed while nothing ran is not missed. SprintDays are such.
type Days interface {
	// Idle says why there is nothing to do at one of the job's times; "": there is
	// something.
	Idle(at time.Time) string
	// Next is the first of the job's times after the given one at which there is
	// something to do, as far as that is known; the zero time when none is known.
	Next(after time.Time) time.Time
}

// Next is when the job is due next and has something to do; the zero time when
// no such time is known.
func (j Job) Next(after time.Time) time.Time {
	if j.Days != nil {
		return j.Days.Next(after)
	}
	return j.Times.Next(after)
}

func (j Job) idle(at time.Time) string {
	if j.Days == nil {
		return ""
	}
	return j.Days.Idle(at)
}

// passIdle enters the times that passed while nothing ran and at which there was
// nothing to do, those that follow each other as one row, and returns the others.
func (b *Book) passIdle(job Job, late []time.Time, now time.Time) (left []time.Time) {
	var idle []time.Time
	why := ""
	for _, at := range late {
		if reason := job.idle(at); reason != "" {
			idle, why = append(idle, at), reason
			continue
		}
		b.pass(job, idle, Done, why, now)
		idle, left = nil, append(left, at)
	}
	b.pass(job, idle, Done, why, now)
	return left
}
