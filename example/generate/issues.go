package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

const (
	repository = "benchbook/feedback"
	apiRoot    = "https://api.github.example/repos/" + repository
	webRoot    = "https://github.example/" + repository
)

// ticket is one issue of the public board, with its comments.
type ticket struct {
	number   int
	theme    string
	author   string
	member   bool // of the team
	title    string
	body     string
	labels   []string
	at       time.Time
	closed   time.Time
	reason   string // why closed: completed, not_planned
	up       int    // thumbs
	change   bool   // a pull request
	comments []*note
}

// note is a comment.
type note struct {
	id     int
	ticket *ticket
	author string
	member bool
	body   string
	at     time.Time
	up     int
}

// board writes the public issues.
type board struct {
	demo    *demo
	tell    *teller
	rand    *rand.Rand
	tickets []*ticket
	notes   []*note
	ids     int
}

// writeIssues writes feedback/issues.json and feedback/issues-comments.json, as
// the tracker's API gives them.
func (d *demo) writeIssues(t *teller, _ *population, slots []*slot) error {
	b := &board{demo: d, tell: t, rand: dice("issues"), ids: 2210450000}
	week := 0
	for _, s := range slots {
		for ; week < s.week; week++ {
			b.teamWork(week)
		}
		if s.channel == inTracker {
			t.week = s.week
			b.take(s)
		}
	}
	b.close()
	return b.write()
}

// take makes of a slot a new issue or a comment on one that is about the same.
func (b *board) take(s *slot) {
	if t := b.open(s); t != nil && b.rand.IntN(100) < 55 {
		b.comment(s, t)
		return
	}
	text := b.tell.core(s)
	title, rest := b.headline(s, text)
	t := &ticket{number: 212 + len(b.tickets), theme: s.theme, author: s.who.login, at: s.at, up: b.thumbs(),
		title: title, labels: labelsFor(s)}
	t.body = b.body(s, rest)
	b.tickets = append(b.tickets, t)
	b.say(s, fmt.Sprintf("%s#%d", repository, t.number), t.title, t.body)
	if b.rand.IntN(100) < 30 {
		b.reply(t)
	}
}

// headline is the first sentence itself, without its full stop, and the rest;
// or the theme, and all of the text.
func (b *board) headline(s *slot, text string) (title, rest string) {
	title, rest, _ = strings.Cut(text, ". ")
	if n := len(title); n <= 78 && (len(rest) >= 10 || rest == "" && n <= 46) && !strings.HasSuffix(title, "Slow") {
		return strings.TrimRight(title, "."), rest
	}
	return b.tell.title(s), text
}

// body is the issue's text: paragraphs, and what the form asks for.
func (b *board) body(s *slot, text string) string {
	p := s.who
	parts := []string{text}
	if s.mood == "complaint" && (text == "" || b.rand.IntN(100) < 60) {
		parts = append(parts, b.tell.detail(s))
	}
	if b.rand.IntN(100) < 35 {
		parts = append(parts, b.tell.say(p, "frame", b.tell.contextOf(s.mood)))
	}
	if s.mood == "complaint" && b.rand.IntN(100) < 55 {
		parts = append(parts, b.tell.say(p, "frame", "hint"))
	}
	if s.mood == "wish" && !s.matterOfFact() {
		parts = append(parts, b.tell.say(p, "frame", "after wish"))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.Join(parts, "\n\n")
}

func (b *board) comment(s *slot, t *ticket) {
	same := b.tell.say(s.who, "frame", "same "+s.mood)
	text := same
	if strings.HasSuffix(same, ":") || b.rand.IntN(100) < 88 || s.theme == "login" || s.theme == "export" {
		text = join(same, b.tell.core(s))
	}
	n := b.note(t, s.who.login, s.who.manner.wear(b.rand, text, s.mood), s.at)
	n.up = b.thumbs() / 3
	b.say(s, fmt.Sprintf("github-comment-%d", n.id), "", n.body)
}

func (b *board) note(t *ticket, author, body string, at time.Time) *note {
	b.ids += 1 + b.rand.IntN(90000)
	n := &note{id: b.ids, ticket: t, author: author, body: body, at: at}
	t.comments = append(t.comments, n)
	b.notes = append(b.notes, n)
	return n
}

// say remembers what was said.
func (b *board) say(s *slot, id, title, body string) {
	b.demo.said = append(b.demo.said, remark{source: "issues", nativeID: id, week: s.week, person: s.who.known(),
		segment: s.who.account.segment, title: title, body: body, lang: "en", theme: s.theme, score: -1})
}

// open is a recent issue about the slot's theme by somebody else.
func (b *board) open(s *slot) *ticket {
	var fit []*ticket
	for _, t := range b.tickets {
		if t.theme == s.theme && !t.member && t.author != s.who.login && s.theme != "subject" && s.at.Sub(t.at) < 70*24*time.Hour {
			fit = append(fit, t)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return pick(b.rand, fit)
}

// thumbs is how many others press the thumb: mostly none.
func (b *board) thumbs() int {
	if b.rand.IntN(3) > 0 {
		return b.rand.IntN(3)
	}
	return b.rand.IntN(14)
}

func labelsFor(s *slot) []string {
	if s.mood == "wish" {
		return []string{"enhancement"}
	}
	if s.mood == "praise" || s.theme == "service" || s.theme == "pricing" {
		return []string{"question"}
	}
	return []string{"bug"}
}
