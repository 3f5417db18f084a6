package main

import (
	"strings"
	"time"
)

// gist is what an answer of support amounts to: help, a question back, or that
// it is known.
func (b *postbox) gist(s *slot) string {
	switch {
	case s.mood == "ask":
		return "help"
	case s.mood == "praise":
		return "pleased"
	case s.mood == "complaint":
		return pick(b.rand, []string{"help", "question", "question", "known"})
	}
	return "known"
}

// answer is what support wrote back.
func (b *postbox) answer(to *letter, gist string) *letter {
	at := to.at.Add(time.Duration(25+b.rand.IntN(1700)) * time.Minute)
	who := pick(b.rand, []string{"Ines Halloran", "Tomasz Krol"})
	return &letter{at: at, id: b.id(at, "benchbook.example"), from: who + " (Benchbook)", address: ownAddress, to: to.address,
		toName: to.from, lang: "en", subject: "Re: " + to.subject, parents: []*letter{to}, quoted: to,
		paragraphs: []string{"Hello " + strings.Fields(to.from)[0] + ",", b.tell.say(nobody(), "frame", "answer "+gist), "Best wishes\n" + strings.Fields(who)[0]},
		signature:  "-- \nBenchbook - the job book for repair workshops\nMon to Fri, 8 to 17 h"}
}

// followUp is the customer's answer to the answer, with a quotation.
func (b *postbox) followUp(s *slot, first, answer *letter, gist string) *letter {
	p := s.who
	at := answer.at.Add(time.Duration(20+b.rand.IntN(1500)) * time.Minute)
	l := &letter{at: at, id: b.id(at, p.account.domain), from: p.name, address: p.email, lang: p.lang, to: ownAddress,
		subject: "Re: " + first.subject, kind: kindOf(p.manner.mail), parents: []*letter{first, answer}, quoted: answer}
	l.said = b.further(s, gist)
	l.paragraphs, l.signature = []string{l.said, b.bye(p)}, b.signature(p)
	if b.rand.IntN(2) == 0 {
		l.paragraphs = append([]string{b.hello(p)}, l.paragraphs...)
	}
	return l
}

// further is what the customer adds: that it is solved, or that it is not, and
// then often the matter once more in other words.
func (b *postbox) further(s *slot, gist string) string {
	p := s.who
	switch {
	case p.lang != "en":
		return b.tell.say(p, "frame", p.lang+" followup")
	case gist == "help" && b.rand.IntN(5) < 3:
		return b.tell.say(p, "frame", "solved")
	}
	text := b.tell.say(p, "frame", "followup "+gist)
	if s.mood != "complaint" {
		return text
	}
	again := *s
	again.second = ""
	return join(text, pick(b.rand, []string{b.tell.core(&again), b.tell.detail(&again)}))
}
