package main

import (
	"fmt"
	"strings"
)

// subject is what a mail says it is about, or nothing.
func (b *postbox) subject(s *slot) string {
	switch x := b.rand.IntN(100); {
	case x < 3:
		return ""
	case x < 7:
		return pick(b.rand, []string{"Help!", "Benchbook", "A question", "(no subject)", "Urgent"})
	}
	return b.tell.title(s)
}

// title speaks of the theme in general; the sentence after it says what it is.
func (t *teller) title(s *slot) string {
	noun := "noun"
	switch {
	case s.theme == "fixbonus":
		noun = "fixbonus noun"
	case s.theme == "login" && s.week == lastWeek:
		noun = "after noun"
	case s.theme == "export" && s.week >= weekOf41 && s.week < lastWeek && s.mood == "complaint":
		noun = "broken noun"
	}
	name := t.line(s.who, s.file(), noun)
	if name == "" {
		name = t.line(s.who, "other", "noun")
	}
	form := strings.ReplaceAll(t.line(s.who, "frame", "title "+s.mood), "<noun>", name)
	return t.fill(s.who, strings.ReplaceAll(form, "<Noun>", upperFirst(strings.TrimPrefix(name, "the "))))
}

func (b *postbox) hello(p *person) string {
	section := "hello plain"
	switch {
	case p.lang != "en":
		section = "hello " + p.lang
	case p.manner.formal:
		section = "hello formal"
	}
	return b.tell.say(p, "mail", section)
}

func (b *postbox) bye(p *person) string {
	first := strings.Fields(p.name)[0]
	switch {
	case p.lang != "en":
		return b.tell.say(p, "mail", "bye "+p.lang) + "\n" + p.name
	case p.manner.formal:
		return b.tell.say(p, "mail", "bye formal") + "\n" + p.name
	case p.manner.length == 0 && b.rand.IntN(2) == 0:
		return first
	case p.manner.length == 2:
		return b.tell.say(p, "frame", "thanks") + "\n\n" + b.tell.say(p, "mail", "bye plain") + "\n" + first
	}
	return b.tell.say(p, "mail", "bye plain") + "\n" + first
}

// signature is what the mail program puts below.
func (b *postbox) signature(p *person) string {
	section := "phone"
	if p.lang != "en" {
		section += " " + p.lang
	}
	switch x := p.manner.mail % 10; {
	case x < 2:
		return b.tell.say(p, "mail", section)
	case x < 7 && p.account.name != "":
		return fmt.Sprintf("-- \n%s\n%s, %s\n%s", p.name, p.account.name, p.account.town, reached(p))
	}
	return ""
}

// reached is a phone number, of a range that nobody has, or a web address.
func reached(p *person) string {
	n := len(p.email)*7 + len(p.name)*13
	switch p.account.lang {
	case "de":
		return fmt.Sprintf("Tel. +49 30 23125 %03d", n%1000)
	case "fr":
		return fmt.Sprintf("Tél. 01 99 00 %02d %02d", n%100, (n*3)%100)
	case "es":
		return fmt.Sprintf("Tel. 900 55 01 %02d", n%100)
	}
	return "www." + p.account.domain
}

// forward makes of the mail one that somebody else of the firm wrote before.
func (b *postbox) forward(l *letter, p *person, people *population) {
	who := pick(b.rand, p.account.people)
	if who == p {
		who = &person{name: people.name("en"), email: "counter@" + p.account.domain}
	}
	l.kind = plainText
	l.subject = "Fwd: " + l.subject
	note := b.tell.say(p, "mail", "forward")
	head := fmt.Sprintf("---------- Forwarded message ---------\nFrom: %s <%s>\nDate: %s\nSubject: %s\nTo: %s <%s>",
		who.name, who.email, l.at.Add(-9e12).Format("Mon, 2 Jan 2006 at 15:04"), strings.TrimPrefix(l.subject, "Fwd: "), p.name, p.email)
	l.paragraphs = []string{b.hello(p), note, b.bye(p), head, l.said, strings.Fields(who.name)[0]}
	l.signature = ""
}
