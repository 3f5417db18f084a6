package main

import (
	"math/rand/v2"
	"slices"
	"time"
)

// The channels of a slot.
const (
	inSurvey  = "survey"
	inMail    = "mail"
	inTracker = "issue"
)

// slot is one occasion on which somebody writes.
type slot struct {
	channel   string
	week      int
	at        time.Time
	who       *person
	anonymous bool // a survey answer without an address
	score     int  // 0 to 10; -1: not asked
	silent    bool // a score without a comment
	mood      string
	theme     string
	second    string // a second theme, with its own mood
	contrary  string
}

// negative says that somebody wants something, or something else.
func (s *slot) negative() bool { return s.mood != "praise" }

// agenda is who writes when, and in which mood; about what comes later.
func agenda(p *population) []*slot {
	r, scores := dice("agenda"), deck{}
	var slots []*slot
	for week := range weeks {
		for range 68 + r.IntN(16) {
			slots = append(slots, surveySlot(r, p, scores, week))
		}
		wave := 0
		if week == lastWeek {
			wave = 6 // who cannot sign in writes at once
		}
		for range wave + 10 + r.IntN(5) {
			slots = append(slots, &slot{channel: inMail, week: week, at: moment(r, week), who: anyone(r, p.people), score: -1, mood: mailMood(r)})
		}
		for range wave/2 + 8 + r.IntN(4) {
			slots = append(slots, &slot{channel: inTracker, week: week, at: moment(r, week), who: pick(r, p.logins), score: -1, mood: issueMood(r)})
		}
	}
	slices.SortStableFunc(slots, func(a, b *slot) int { return a.at.Compare(b.at) })
	return slots
}

// surveySlot is an answer. A quarter comes from large companies; nobody is
// asked again for some weeks.
func surveySlot(r *rand.Rand, p *population, scores deck, week int) *slot {
	segment := "solo"
	switch x := r.IntN(100); {
	case x < 24:
		segment = "enterprise"
	case x < 64:
		segment = "workshop"
	}
	var who *person
	for who == nil || who.account.segment != segment || who.quiet > week {
		who = anyone(r, p.people)
	}
	who.quiet = week + 4 + r.IntN(5)
	s := &slot{channel: inSurvey, week: week, at: moment(r, week), who: who, anonymous: r.IntN(100) < 9, silent: r.IntN(100) < 6}
	s.score = scores.draw(r, segment, week)
	s.mood = surveyMood(r, s.score)
	return s
}

// anyone is drawn by weight: those in customers.csv write more often.
func anyone(r *rand.Rand, people []*person) *person {
	for {
		if one := pick(r, people); r.IntN(5) < one.weight {
			return one
		}
	}
}

func surveyMood(r *rand.Rand, score int) string {
	switch {
	case score >= 9:
		return draw(r, []string{"praise", "wish", "complaint"}, 87, 9, 4)
	case score >= 7:
		return draw(r, []string{"praise", "wish", "complaint"}, 32, 34, 34)
	}
	return draw(r, []string{"praise", "wish", "complaint"}, 4, 13, 83)
}

func mailMood(r *rand.Rand) string {
	return draw(r, []string{"complaint", "ask", "wish", "praise"}, 55, 23, 14, 8)
}

func issueMood(r *rand.Rand) string {
	return draw(r, []string{"complaint", "wish"}, 62, 38)
}

// draw takes one of the choices by its weight.
func draw(r *rand.Rand, choices []string, weights ...int) string {
	total := 0
	for _, w := range weights {
		total += w
	}
	x := r.IntN(total)
	for i, w := range weights {
		if x < w {
			return choices[i]
		}
		x -= w
	}
	return choices[0]
}
