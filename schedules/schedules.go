// Package schedules decides what runs when, and remembers what ran.
//
// It reads the times of jobs (robfig/cron's schedules, made right for daylight
// saving by Times) and the ledger, and writes the ledger: one row for each job
// and scheduled time, so that nothing runs twice, in whatever process and after
// whatever end. What a job does is a plain function of the caller's; `earshot
// up` starts a process of its own for each attempt, so that a job that panics,
// hangs, leaks or is killed harms no other.
//
// # The ledger is a file beside the warehouse
//
// DuckDB lets one process write and the workspace's lock is held while a command
// runs, yet a scheduler must be able to say "due", "started", "waits" at any
// moment, also while somebody works on the warehouse by hand, and also when the
// warehouse is what is broken. So the ledger is data/jobs/ledger.jsonl, of lines
// that are appended under a lock of its own and synced before they count. It is
// mirrored into ops.job_runs whenever a run has the warehouse open (Mirror), and
// so survives `earshot rebuild`.
//
// A process that runs jobs holds a lock in data/jobs/alive while it lives. The
// system lets go of it however the process ends: a row that says running and
// whose holder is gone was killed, and is done again for the time it was for.
//
// A second run of anything here changes nothing: a time that has a row is not
// due, a row that is done is not claimed.
package schedules

import "time"

// Job is when and how one job runs; what it does is not known here.
type Job struct {
	Name  string
	Times Times // the zero value never comes: the job runs only when asked to
	Days  Days  // on which it has something to do; nil: on all

	Jitter  time.Duration // a run begins up to so much later, always the same for one time; 0: none
	Timeout time.Duration // of one attempt; 0: none
	Retries int           // further attempts after a failure
	Backoff time.Duration // before the first retry, then doubled each time up to an hour; 0: a minute

	Overlap Overlap // what a time does that comes while the job still runs; "": Skip

	CatchUp CatchUp       // what happens to times that passed while nothing ran; "": CatchLatest
	Window  time.Duration // how far CatchAll looks back; 0: 7 days
	Cap     int           // how many times CatchAll makes up for, and how many Queue lets wait; 0: 24

	After []string      // jobs whose last due run must be good before this one begins
	Wait  time.Duration // for how long it waits for them; 0: 3 hours

	Late time.Duration // a run that has not ended so long after its time is late; 0: 6 hours
}

// Overlap says what happens to a time that comes while the job still runs.
type Overlap string

const (
	Skip   Overlap = "skip"   // the time passes
	Queue  Overlap = "queue"  // it waits its turn
	Latest Overlap = "latest" // it waits, and takes the place of the one that waits already
)

// CatchUp says what happens to the times that passed while nothing ran.
type CatchUp string

const (
	CatchNone   CatchUp = "none"   // they are missed
	CatchLatest CatchUp = "latest" // the last of them runs
	CatchAll    CatchUp = "all"    // all run, one after another, within Window and Cap
)

// filled is the job with its defaults.
func (j Job) filled() Job {
	for value, otherwise := range map[*time.Duration]time.Duration{
		&j.Backoff: time.Minute, &j.Window: 7 * 24 * time.Hour, &j.Wait: 3 * time.Hour, &j.Late: 6 * time.Hour,
	} {
		if *value <= 0 {
			*value = otherwise
		}
	}
	if j.Cap <= 0 {
		j.Cap = 24
	}
	if j.Overlap == "" {
		j.Overlap = Skip
	}
	if j.CatchUp == "" {
		j.CatchUp = CatchLatest
	}
	return j
}
