package main

import (
	"math/rand/v2"
	"strings"
)

// teller turns hand-written sentences into what one person says at one time.
type teller struct {
	words book
	rand  *rand.Rand
	told  map[string]bool // texts used, so that few are told twice
	week  int             // in which is being told
}

func newTeller(words book) *teller {
	return &teller{words: words, rand: dice("words"), told: map[string]bool{}}
}

// line takes one of the sentences that were told least so far; "" where the
// section has none for this week and person.
func (t *teller) line(p *person, file, section string) string {
	var least []*sentence
	for _, s := range t.words[file][section] {
		switch {
		case !s.fits(p.account.segment, t.week):
		case len(least) == 0 || s.used < least[0].used:
			least = []*sentence{s}
		case s.used == least[0].used:
			least = append(least, s)
		}
	}
	if len(least) == 0 {
		return ""
	}
	s := pick(t.rand, least)
	s.used++
	return s.text
}

// say takes a sentence and fills it from the person's life.
func (t *teller) say(p *person, file, section string) string {
	return t.fill(p, t.line(p, file, section))
}

// fill picks one of each {a|b} and replaces each <slot>.
func (t *teller) fill(p *person, line string) string {
	for {
		open := strings.IndexByte(line, '{')
		if open < 0 {
			break
		}
		end := open + strings.IndexByte(line[open:], '}')
		line = line[:open] + pick(t.rand, strings.Split(line[open+1:end], "|")) + line[end+1:]
	}
	for {
		open := strings.IndexByte(line, '<')
		if open < 0 {
			return upperFirst(tidy(line))
		}
		end := open + strings.IndexByte(line[open:], '>')
		line = line[:open] + t.slot(p, line[open+1:end]) + line[end+1:]
	}
}

// slot is a word of the person's life. With a capital in the template it
// begins a sentence.
func (t *teller) slot(p *person, name string) string {
	if small := strings.ToLower(name); small != name {
		return upperFirst(t.slot(p, small))
	}
	trade := p.account.trade
	switch name {
	case "staff":
		return pick(t.rand, p.staff)
	case "thing":
		return pick(t.rand, t.words.trait(trade, "thing"))
	case "things":
		return plural(t.slot(p, "thing"))
	case "a thing":
		return article(t.slot(p, "thing"))
	case "the thing":
		return "the " + t.slot(p, "thing")
	case "the client":
		return definite(t.slot(p, "client"))
	case "parts":
		return pick(t.rand, t.words.trait(trade, "part"))
	case "job", "client":
		return pick(t.rand, t.words.trait(trade, name))
	case "town":
		return p.account.town
	}
	if list := t.words.list("names", name+" enterprise"); list != nil && p.account.segment == "enterprise" {
		return pick(t.rand, list)
	}
	return pick(t.rand, t.words.list("names", name))
}
