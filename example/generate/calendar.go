package main

import (
	"math/rand/v2"
	"time"
	_ "time/tzdata" // Europe/Berlin also where the machine has no zones
)

// weeks is how many there are; the last one ends the day before asOf.
const weeks = 26

// The weeks, counted from 0, in which something changed.
const (
	weekOf41   = 13 // release 4.1 of 9 April broke the exports
	lastWeek   = weeks - 1
	fixbonusIn = weeks - 3 // the vouchers come up
)

// Berlin is the workspace's zone. Its data is compiled in.
func berlin() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.UTC
	}
	return zone
}

// monday is the first day of a week, at midnight in Berlin.
func monday(week int) time.Time {
	return time.Date(2026, 1, 5+7*week, 0, 0, 0, 0, berlin())
}

// weekOf is the week in which t lies.
func weekOf(t time.Time) int {
	week := 0
	for week < weeks-1 && !t.Before(monday(week+1)) {
		week++
	}
	return week
}

// busy says how much is written on which day, Monday first, in percent.
var busy = [7]int{15, 21, 20, 18, 14, 8, 4}

// moment is a time of the week at which people write: at work, mostly.
func moment(r *rand.Rand, week int) time.Time {
	day, x := 0, r.IntN(100)
	for x >= busy[day] {
		x -= busy[day]
		day++
	}
	hour := 7 + (r.IntN(12)+r.IntN(12))/2
	if r.IntN(8) == 0 {
		hour = 19 + r.IntN(4)
	}
	m := monday(week).AddDate(0, 0, day)
	return time.Date(m.Year(), m.Month(), m.Day(), hour, r.IntN(60), r.IntN(60), 0, m.Location())
}
