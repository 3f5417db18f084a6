package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

const ownAddress = "support@benchbook.example"

// postbox writes the support mailbox: what customers wrote, what was answered,
// and what machines had to say about it.
type postbox struct {
	demo    *demo
	tell    *teller
	rand    *rand.Rand
	letters []*letter
	ids     int
}

// writeMail writes feedback/support.mbox.
func (d *demo) writeMail(t *teller, people *population, slots []*slot) error {
	b := &postbox{demo: d, tell: t, rand: dice("mail")}
	for _, s := range slots {
		if s.channel != inMail {
			continue
		}
		t.week = s.week
		b.thread(s, people)
	}
	b.newsletters()
	b.letters = slices.DeleteFunc(b.letters, func(l *letter) bool { return !l.at.Before(monday(weeks)) })
	slices.SortStableFunc(b.letters, func(x, y *letter) int { return x.at.Compare(y.at) })
	file, err := mbox(b.letters)
	if err != nil {
		return err
	}
	d.files["feedback/support.mbox"] = file
	return nil
}

// thread is a customer's mail and what followed from it.
func (b *postbox) thread(s *slot, people *population) {
	first := b.opening(s, people)
	b.send(s, first)
	if b.rand.IntN(100) >= 46 {
		return
	}
	gist := b.gist(s)
	answer := b.answer(first, gist)
	b.letters = append(b.letters, answer)
	switch x := b.rand.IntN(100); {
	case x < 8:
		b.letters = append(b.letters, b.away(s, answer))
	case x < 11:
		b.letters = append(b.letters, b.bounce(s, answer))
	case x < 68 && gist != "pleased":
		b.send(s, b.followUp(s, first, answer, gist))
	}
}

// send posts a customer's mail and remembers what it said.
func (b *postbox) send(s *slot, l *letter) {
	if !l.at.Before(monday(weeks)) {
		return
	}
	b.letters = append(b.letters, l)
	b.demo.said = append(b.demo.said, remark{source: "support-mail", nativeID: l.id, week: weekOf(l.at), person: s.who.email,
		segment: s.who.account.segment, title: l.subject, body: l.said, lang: s.who.lang, theme: s.theme, second: s.second, score: -1})
}

// opening is the first mail of a thread.
func (b *postbox) opening(s *slot, people *population) *letter {
	p := s.who
	l := &letter{at: s.at, id: b.id(s.at, p.account.domain), from: p.name, address: p.email, lang: p.lang,
		to: ownAddress, subject: b.subject(s), kind: kindOf(p.manner.mail)}
	l.said = b.matter(s)
	l.paragraphs = []string{b.hello(p), l.said, b.bye(p)}
	l.signature = b.signature(p)
	if b.rand.IntN(100) < 5 {
		b.forward(l, p, people)
	}
	if b.rand.IntN(100) < 3 && l.kind != htmlOnly {
		l.picture = "screenshot.png"
	}
	return l
}

// matter is what the mail is about: two or three paragraphs, or two lines.
func (b *postbox) matter(s *slot) string {
	p, t := s.who, b.tell
	if p.lang != "en" {
		text := t.foreign(s)
		return join(text, t.say(p, "frame", p.lang+" after"))
	}
	text := t.core(s)
	if s.mood == "complaint" && b.rand.IntN(3) > 0 {
		text = join(text, t.detail(s))
	}
	if s.second != "" {
		text = t.turned(s, text)
	}
	parts := []string{text}
	if p.manner.length > 0 && b.rand.IntN(100) < 60 {
		parts = slices.Insert(parts, b.rand.IntN(2), t.say(p, "frame", t.contextOf(s.mood)))
	}
	switch {
	case s.matterOfFact():
		parts = append(parts, t.say(p, "frame", "please wish"))
	case s.mood == "complaint" && p.manner.length > 0:
		parts = append(parts, t.say(p, "frame", "consequence")+" "+t.say(p, "frame", "please complaint"))
	case s.mood == "complaint" || s.mood == "wish":
		parts = append(parts, t.say(p, "frame", "please "+s.mood))
	case s.mood == "praise":
		parts = append(parts, t.say(p, "frame", "after praise"))
	}
	text = strings.Join(parts, "\n\n")
	if p.manner.hasty {
		text = mistype(b.rand, text)
	}
	if p.manner.lower {
		text = strings.ToLower(text)
	}
	return text
}

// id is a Message-ID; the numbers only have to differ.
func (b *postbox) id(at time.Time, domain string) string {
	b.ids++
	return fmt.Sprintf("%s.%d.%04x@%s", at.UTC().Format("20060102150405"), b.ids, b.rand.IntN(1<<16), domain)
}
