package summary

import (
	"math"
	"time"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// alarm is one thing that is new, still stands or has ended.
type alarm struct {
	kind, subject, direction string
	size                     *float64
	state                    string
	since                    time.Time
	n, n0                    *int64
	low, high, chance        *float64
	figure                   string
}

func (a *alarm) fields() []any {
	return []any{&a.kind, &a.subject, &a.direction, &a.size, &a.state, &a.since, &a.n, &a.n0, &a.low, &a.high, &a.chance, &a.figure}
}

// alarmsView is the section of what is told: each new and each ended alarm once.
type alarmsView struct {
	Why                  string // why there is none
	New, Standing, Ended []alarmView
	More                 int // further ones, which only the CSV file holds
}

// listedAlarms is how many alarms of a state the page lists.
const listedAlarms = 12

type alarmView struct {
	Arrow, Text, Evidence, Since, Link string
	Verdict                            verdict
}

func newAlarms(d data) alarmsView {
	var v alarmsView
	for _, a := range d.alarms {
		list := &v.Ended
		switch a.state {
		case "new":
			list = &v.New
		case "standing":
			list = &v.Standing
		}
		if len(*list) == listedAlarms {
			v.More++
			continue
		}
		*list = append(*list, newAlarm(a))
	}
	switch {
	case len(d.alarms) > 0:
	case d.nothing():
		v.Why = "Nothing has come in yet."
	case d.early():
		v.Why = "The first week is not over yet."
	default:
		v.Why = "No alarm: nothing is new, nothing still stands and nothing has ended this week."
	}
	return v
}

func newAlarm(a alarm) alarmView {
	v := alarmView{Text: alarmText(a), Link: alarmLink(a.kind), Since: "since the week of " + figure.ShortDay(a.since), Verdict: newVerdict(figure.RealChange)}
	if a.kind != "silence" && a.kind != "release" && a.state != "ended" {
		v.Arrow = figure.Arrow(a.direction)
	}
	switch {
	case a.state == "ended":
		v.Text, v.Verdict = a.subject+": "+alarmName(a.kind)+" no longer", verdict{Word: "over", Class: "few"}
		v.Since = "it stood from the week of " + figure.ShortDay(a.since)
	case a.kind == "silence":
		v.Verdict = verdict{Word: "silent", Class: "few"}
	case a.kind == "release":
		v.Verdict = page.NewClaimVerdict(a.direction)
	}
	if a.state != "ended" {
		v.Evidence = alarmEvidence(a)
	}
	return v
}

// alarmLink is the section that holds the figures of an alarm.
func alarmLink(kind string) string {
	return map[string]string{
		"mover": "#movers", "trend": "#themes", "score": "#trend", "drift": "#course", "outlier": "#course", "release": "#claims", "silence": "#method",
	}[kind]
}

func alarmName(kind string) string {
	return map[string]string{
		"mover": "a move", "trend": "a slow trend", "score": "a change", "drift": "a slow drift", "outlier": "beyond the usual range",
		"release": "a verdict", "silence": "silent",
	}[kind]
}

// alarmText says what it is in one line.
func alarmText(a alarm) string {
	unit := figure.UnitOf(a.figure)
	subject := a.subject
	if a.kind == "score" || a.kind == "drift" || a.kind == "outlier" {
		subject = subjectName(subject)
	}
	switch a.kind {
	case "mover":
		if a.size == nil || math.IsInf(*a.size, 1) {
			return subject + " is new: nobody named it in the eight weeks before"
		}
		return subject + " is named " + figure.Plain(*a.size) + " times as often as in the eight weeks before"
	case "trend":
		return subject + " has slowly " + risen(a.direction) + " over 26 weeks: " + pointsAWeek(a.size) + " of all people a week"
	case "score":
		return subject + " " + rose(a.direction) + " " + unit.Size(a.size) + ": 4 weeks against the 4 before"
	case "drift":
		return subject + " drifts " + a.direction + ": the weeks' steps to that side add up to " + sizeOf(a.size) + " standard errors, where 5 is the alarm"
	case "outlier":
		return subject + " is beyond its usual range: " + unit.Value(a.size)
	case "release":
		return subject + " became " + a.direction + " than before the release"
	case "silence":
		return subject + " has been silent for " + sizeOf(a.size) + " days"
	}
	return subject + " " + a.direction
}
