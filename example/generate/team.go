package main

import (
	"time"
)

// The team at the issue tracker; earshot.yaml names them too.
var team = []string{"ines-halloran", "tkrol", "priyaraman"}

// nobody says what the team says.
func nobody() *person { return &person{account: &account{}} }

// reply is the team's answer to an issue: never feedback.
func (b *board) reply(t *ticket) {
	at := t.at.Add(time.Duration(2+b.rand.IntN(90)) * time.Hour)
	if !at.Before(monday(weeks)) {
		return
	}
	n := b.note(t, pick(b.rand, team), b.tell.say(nobody(), "frame", "team comment"), at)
	n.member = true
}

// teamWork is what else is on the board: the team's own issues, pull requests
// and a machine's remarks.
func (b *board) teamWork(week int) {
	at := monday(week).Add(time.Duration(9+b.rand.IntN(90)) * time.Hour)
	add := func(author, title, body string, change bool) {
		b.tickets = append(b.tickets, &ticket{number: 212 + len(b.tickets), author: author, member: true, at: at,
			title: title, body: body, labels: []string{"internal"}, change: change, closed: at.Add(70 * time.Hour), reason: "completed"})
	}
	switch week % 4 {
	case 0:
		add("tkrol", "Tidy up the labels of this board", "Several labels mean the same. I merge them on Friday.", false)
	case 2:
		add("priyaraman", "Help pages: describe the new fields", "Text and two pictures for the help pages.", true)
	}
	if week%5 == 1 && len(b.tickets) > 10 {
		b.note(b.tickets[len(b.tickets)-8], "benchbook-bot[bot]", "This issue has had no news for 30 days.", at).member = true
	}
}

// close ends what was shipped or declined, and some of the rest.
func (b *board) close() {
	for _, t := range b.tickets {
		if t.member {
			continue
		}
		end, reason := b.ending(t)
		if reason != "" && end.After(t.at) && end.Before(monday(weeks)) {
			t.closed, t.reason = end, reason
		}
	}
}

// ending is when and why an issue was closed: exports with release 4.2,
// calendar sync with 4.0, the pause in winter never.
func (b *board) ending(t *ticket) (time.Time, string) {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 16, 30, 0, 0, berlin()) }
	switch {
	case t.theme == "export":
		return day(time.June, 26), "completed"
	case t.theme == "calendar":
		return day(time.February, 12), "completed"
	case t.theme == "pricing":
		return t.at.AddDate(0, 0, 9), "not_planned"
	case b.rand.IntN(3) == 0:
		return t.at.AddDate(0, 0, 10+b.rand.IntN(60)), "completed"
	}
	return time.Time{}, ""
}
