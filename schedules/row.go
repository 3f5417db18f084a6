package schedules

import (
	"fmt"
	"time"
)

// State is how a run stands.
type State string

const (
	Waiting State = "waiting" // due, and not begun; or to be tried again
	Running State = "running"
	Done    State = "done"
	Part    State = "part" // some source failed, the rest is done
	Failed  State = "failed"
	Killed  State = "killed"  // its process ended without a word, once too often
	Skipped State = "skipped" // passed over: the one before still ran, or the job was paused
	Missed  State = "missed"  // nothing ran at that time, and it is not made up for
	Blocked State = "blocked" // a job that it comes after had no good run
)

// Good says that the run did its work, but for some source at most.
func (s State) Good() bool { return s == Done || s == Part }

// Ended says that nothing more comes of the run.
func (s State) Ended() bool { return s != Waiting && s != Running }

// Bad says that somebody has to look.
func (s State) Bad() bool { return s == Failed || s == Killed || s == Blocked }

// Trigger is what asked for a run.
type Trigger string

const (
	ByTime   Trigger = "time"
	ByHand   Trigger = "hand"
	Backfill Trigger = "backfill"
)

// Row is one run in the ledger: a job at a time.
type Row struct {
	ID      string    `json:"run"` // of the job and the time: see RowID
	Seq     int64     `json:"seq"` // grows with each change in the ledger
	Job     string    `json:"job"`
	For     time.Time `json:"for"` // UTC; a retry keeps it
	State   State     `json:"state"`
	Trigger Trigger   `json:"trigger"`
	Attempt int       `json:"attempt,omitempty"` // how many were begun
	Broken  int       `json:"broken,omitempty"`  // of these, how many were killed
	Halted  int       `json:"halted,omitempty"`  // and how many were called off

	NotBefore time.Time `json:"not_before,omitzero"` // of a waiting row: jitter, or the wait before a retry
	Through   time.Time `json:"through,omitzero"`    // of a missed row: it stands for all times from For to this one
	Count     int       `json:"count,omitempty"`     // and so many they are
	Holder    string    `json:"holder,omitempty"`    // the process that runs it; see Alive
	Started   time.Time `json:"started,omitzero"`    // of the last attempt
	Finished  time.Time `json:"finished,omitzero"`

	Outcome
}

// Outcome is what an attempt says of itself. None of it holds the customers'
// words.
type Outcome struct {
	Message string   `json:"message,omitempty"` // why it failed, what it waits for
	Excerpt string   `json:"excerpt,omitempty"` // the end of what it printed
	Rows    int64    `json:"rows,omitempty"`    // records stored
	Exit    int      `json:"exit,omitempty"`    // as of a command
	Idle    bool     `json:"idle,omitempty"`    // there was nothing to do, and Message says why: see Days
	Looked  bool     `json:"looked,omitempty"`  // whether Stale was found out
	Stale   []string `json:"stale,omitempty"`   // sources that have been silent for too long
}

// RowID names a run: nightly@2026-07-06T03:00:00Z.
func RowID(job string, at time.Time) string {
	return fmt.Sprintf("%s@%s", job, at.UTC().Format(time.RFC3339Nano))
}

// last is the newest time that the row stands for.
func (r Row) last() time.Time {
	if r.Through.After(r.For) {
		return r.Through
	}
	return r.For
}

// Took is how long the last attempt took; 0 where none ended.
func (r Row) Took() time.Duration {
	if r.Started.IsZero() || r.Finished.Before(r.Started) {
		return 0
	}
	return r.Finished.Sub(r.Started)
}

// untrue says that a time was passed over by a clock that was wrong: it was
// ahead, and has been set back since.
func (r Row) untrue(now time.Time) bool {
	return (r.State == Missed || r.State == Skipped) && r.Finished.After(now)
}
