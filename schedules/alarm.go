package schedules

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// AlarmState says how often something was told.
type AlarmState string

const (
	New   AlarmState = "new"   // for the first time
	Still AlarmState = "still" // it was told, and stands
	Over  AlarmState = "over"  // it stands no more
)

// Alarm is something that somebody has to know: a job that failed or is late, a
// source that is silent.
type Alarm struct {
	Key   string     `json:"key"` // failed nightly
	State AlarmState `json:"state"`
	Text  string     `json:"text"`
	Since time.Time  `json:"since"`
	Told  time.Time  `json:"told,omitzero"`
}

// Alarms are those to be told now: what is new, what was told at least repeat
// ago and stands, what is over. They count as told when PutAlarm says so.
func (b *Book) Alarms(jobs []Job, now time.Time, repeat time.Duration) (due []Alarm) {
	standing := b.standing(jobs, now)
	for _, key := range slices.Sorted(maps.Keys(standing)) {
		known, told := b.alarms[key]
		switch {
		case !told:
			due = append(due, Alarm{Key: key, State: New, Text: standing[key], Since: now.UTC()})
		case now.Sub(known.Told) >= repeat:
			due = append(due, Alarm{Key: key, State: Still, Text: standing[key], Since: known.Since})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.alarms)) {
		if _, stands := standing[key]; !stands {
			due = append(due, Alarm{Key: key, State: Over, Text: b.alarms[key].Text, Since: b.alarms[key].Since})
		}
	}
	return due
}

// PutAlarm enters that the alarm was told.
func (b *Book) PutAlarm(a Alarm, now time.Time) {
	a.Told = now.UTC()
	b.put(entry{Alarm: &a})
}

// Standing are the alarms that were told and are not over.
func (b *Book) Standing() []Alarm {
	var list []Alarm
	for _, key := range slices.Sorted(maps.Keys(b.alarms)) {
		list = append(list, b.alarms[key])
	}
	return list
}

// standing is what is wrong now, by key.
func (b *Book) standing(jobs []Job, now time.Time) map[string]string {
	wrong := map[string]string{}
	for _, job := range jobs {
		last, ok := b.Newest(job.Name, func(r Row) bool { return r.State.Good() && !r.Idle || r.State.Bad() && r.Trigger == ByTime }) // who ran it by hand knows
		if ok && last.State.Bad() {
			wrong["failed "+job.Name] = fmt.Sprintf("%s: %s: %s", last.ID, last.State, last.Message)
		}
		if why := b.late(job.filled(), now); why != "" {
			wrong["late "+job.Name] = why
		}
	}
	for _, source := range b.stale() {
		wrong["stale "+source] = fmt.Sprintf("source %s: nothing new for longer than earshot.yaml allows", source)
	}
	return wrong
}

// late says that a run of the job has not ended long after its time, or that its
// last time passed while nothing ran.
func (b *Book) late(job Job, now time.Time) string {
	if _, paused := b.Paused(job.Name, now); paused {
		return ""
	}
	for _, row := range b.unended(job.Name) {
		if row.Trigger == ByTime && now.Sub(row.For) > job.Late && !(row.State == Waiting && job.idle(row.For) != "") {
			return fmt.Sprintf("%s: still %s", row.ID, row.State)
		}
	}
	last, ok := b.Newest(job.Name, func(r Row) bool { return !r.Idle })
	if ok && last.State == Missed {
		return fmt.Sprintf("%s: missed: %s", last.ID, last.Message)
	}
	return ""
}

// stale are the sources that the newest run which looked found silent.
func (b *Book) stale() []string {
	var newest Row
	for job := range b.jobs {
		if row, ok := b.Newest(job, func(r Row) bool { return r.Looked }); ok && row.Finished.After(newest.Finished) {
			newest = row
		}
	}
	return newest.Stale
}
