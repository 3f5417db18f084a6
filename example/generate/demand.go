package main

import (
	"math/rand/v2"
)

// wants is how often a theme comes up when people complain or wish for
// something, and likes when they praise. login and export go by quota.
var wants = map[string]int{
	"invoices": 8, "mobile": 7, "calendar": 8, "speed": 6, "parts": 6, "search": 5, "messages": 5, "payments": 5,
	"offline": 9, "pricing": 5, "photos": 4, "service": 4, "subject": 8, "other": 4,
}

var likes = map[string]int{
	"invoices": 8, "mobile": 7, "calendar": 8, "speed": 4, "parts": 4, "search": 6, "messages": 9, "payments": 5,
	"offline": 0, "pricing": 4, "photos": 7, "service": 8, "export": 2, "other": 10,
}

// order is that of the themes when one is drawn: a map has none.
var order = []string{"invoices", "mobile", "calendar", "speed", "parts", "search", "messages", "payments", "offline",
	"pricing", "photos", "service", "export", "subject", "other"}

// quota is how many people write about the two planted themes in a week.
func quota(r *rand.Rand, theme string, week int) int {
	near := week >= lastWeek-4
	switch {
	case theme == "login" && week == lastWeek:
		return 23
	case theme == "export" && week == lastWeek:
		return 4
	case theme == "login" && near:
		return 7 + week%2*2
	case theme == "login":
		return 6 + r.IntN(5)
	case theme == "export" && near:
		return 17 + week%2
	case week >= weekOf41:
		return 13 + min(4, 2*(week-weekOf41)) + r.IntN(4)
	}
	return 5 + r.IntN(5)
}

// assign says what each slot is about.
func assign(slots []*slot, words book) {
	r := dice("demand")
	for week := range weeks {
		var open []*slot
		for _, s := range slots {
			if s.week == week {
				open = append(open, s)
			}
		}
		r.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
		for _, theme := range []string{"login", "export"} {
			fillQuota(open, theme, quota(r, theme, week))
		}
		if week >= fixbonusIn {
			fillQuota(open, "fixbonus", 4+3*(week-fixbonusIn))
		}
		if week == 9 || week == 17 {
			fillQuota(open, "kiosk", 1)
		}
		for _, s := range open {
			if s.theme == "" {
				s.theme = ordinary(r, s)
			}
			addSecond(r, s, words)
		}
	}
}

// fillQuota gives the theme to n people who have something to complain of.
func fillQuota(open []*slot, theme string, n int) {
	taken := map[*person]bool{}
	for _, s := range open {
		if n == 0 {
			return
		}
		if s.theme != "" || !s.negative() || s.silent || taken[s.who] || theme == "fixbonus" && (s.who.lang != "en" || s.who.account.segment == "enterprise") {
			continue
		}
		if theme == "kiosk" && (s.channel != inSurvey || s.who.lang != "en") {
			continue
		}
		s.theme, taken[s.who] = theme, true
		s.mood = moodAfter(theme, s.week, n, s.mood)
		n--
	}
}

// moodAfter is the mood in the week after release 4.2: nobody wishes anything
// else of the login, and every second one about the exports is pleased.
func moodAfter(theme string, week, n int, mood string) string {
	switch {
	case week != lastWeek:
	case theme == "login":
		return "complaint"
	case theme == "export" && n%2 == 0:
		return "praise"
	}
	return mood
}

// ordinary draws a theme by mood and by who it is.
func ordinary(r *rand.Rand, s *slot) string {
	weights := make([]int, len(order))
	for i, theme := range order {
		weights[i] = 10 * wants[theme]
		if !s.negative() {
			weights[i] = 10 * likes[theme]
		}
		weights[i] = weights[i] * leaning(s, theme) / 10
	}
	return draw(r, order, weights...)
}

// leaning is how much more than others (10) a segment cares. Large companies
// lose their patience with the speed, which is why their score sinks.
func leaning(s *slot, theme string) int {
	segment := s.who.account.segment
	switch {
	case theme == "speed" && segment == "enterprise" && s.negative():
		return 5 + 7*min(s.week, 15)
	case theme == "speed" && segment == "enterprise":
		return 3
	case theme == "pricing" && segment == "enterprise":
		return 3
	case (theme == "offline" || theme == "pricing") && segment == "solo":
		return 15
	case (theme == "parts" || theme == "search") && segment == "enterprise":
		return 15
	case theme == "service" && s.channel == inMail:
		return 5
	case theme == "subject" && s.channel == inTracker:
		return 7
	case theme == "other" && s.channel != inSurvey:
		return 0
	}
	return 10
}

// addSecond lets one in six speak of another theme too.
func addSecond(r *rand.Rand, s *slot, words book) {
	if s.channel == inTracker || s.who.lang != "en" || s.theme == "other" || s.who.manner.length == 0 || r.IntN(100) >= 22 {
		return
	}
	s.contrary = "praise"
	if !s.negative() {
		s.contrary = pick(r, []string{"wish", "complaint"})
	}
	about := *s
	about.mood = s.contrary
	second := ordinary(r, &about)
	if second != s.theme && second != "export" && words[second][s.contrary] != nil {
		s.second = second
	}
}
