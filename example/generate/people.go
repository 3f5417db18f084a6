package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// account is one customer organisation. listed says that customers.csv has it;
// the others found Benchbook by themselves and nobody entered them yet.
type account struct {
	id, name, domain   string
	segment, plan      string
	money              int
	since, trade, town string
	lang               string
	listed             bool
	people             []*person
}

// person is somebody who writes: a voice, with one or more identities.
type person struct {
	id      string // in customers.csv; empty: not listed
	name    string
	email   string
	second  string // another address, from which every second survey is answered; empty: has none
	login   string // at the issue tracker; empty: has none
	lang    string // in which the person writes
	account *account
	weight  int // how often the person writes, against others
	manner  manner
	staff   []string // the people around the person
	quiet   int      // the first week in which the person answers a survey again
}

// population is everybody who may write.
type population struct {
	accounts []*account
	people   []*person
	logins   []*person
	taken    map[string]bool // addresses and logins given away
	words    book
	rand     *rand.Rand
}

// populate makes the customers of words/accounts.csv and as many again whom
// customers.csv does not know.
func populate(words book) (*population, error) {
	p := &population{words: words, rand: dice("people"), taken: map[string]bool{}}
	rows, err := table("accounts.csv")
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := p.addListed(row); err != nil {
			return nil, err
		}
	}
	for range 95 {
		p.addUnlistedWorkshop()
	}
	for range 330 {
		p.addUnlistedSolo()
	}
	p.giveLogins(74)
	p.giveAddresses()
	return p, nil
}

func (p *population) addListed(row map[string]string) error {
	money, err := strconv.Atoi(row["money"])
	if err != nil {
		return fmt.Errorf("%s: money: %w", row["account"], err)
	}
	heads, err := strconv.Atoi(row["heads"])
	if err != nil {
		return fmt.Errorf("%s: heads: %w", row["account"], err)
	}
	a := &account{id: row["id"], name: row["account"], domain: row["domain"], segment: row["segment"],
		plan: row["plan"], money: money, since: row["since"], trade: row["trade"], town: row["town"],
		lang: row["lang"], listed: true}
	p.accounts = append(p.accounts, a)
	known := map[string]int{"solo": 1, "workshop": 2, "enterprise": 5}[a.segment]
	for i := range heads {
		name := row["owner"]
		if i > 0 {
			name = p.name(a.lang)
		}
		one := p.addPerson(a, name)
		if i < known {
			one.id = fmt.Sprintf("P-%d", 1001+p.count())
			one.weight = 5
		}
	}
	return nil
}

// count is how many people customers.csv has so far.
func (p *population) count() (n int) {
	for _, one := range p.people {
		if one.id != "" {
			n++
		}
	}
	return n
}

func (p *population) addUnlistedWorkshop() {
	lang := p.language()
	trade := p.trade()
	town := pick(p.rand, p.words.list("names", "town"))
	title := strings.ToUpper(trade[:1]) + trade[1:]
	name := pick(p.rand, []string{town + " " + title, p.last(lang) + " & " + p.last(lang), p.last(lang) + " " + title, title + " " + town})
	a := &account{name: name, domain: slug(name) + ".example", segment: "workshop", plan: "Workshop", trade: trade, town: town, lang: lang}
	p.accounts = append(p.accounts, a)
	for range 1 + p.rand.IntN(4) {
		p.addPerson(a, p.name(lang))
	}
}

func (p *population) addUnlistedSolo() {
	lang := p.language()
	a := &account{domain: pick(p.rand, p.words.list("names", "freemail")), segment: "solo", plan: "Solo",
		trade: p.trade(), town: pick(p.rand, p.words.list("names", "town")), lang: lang}
	name := p.name(lang)
	if p.rand.IntN(3) == 0 {
		a.name = strings.ToUpper(a.trade[:1]) + a.trade[1:] + " " + name[strings.LastIndex(name, " ")+1:]
	}
	p.accounts = append(p.accounts, a)
	p.addPerson(a, name)
}

func (p *population) addPerson(a *account, name string) *person {
	one := &person{name: name, email: p.address(name, a), account: a, lang: "en", weight: 1, manner: newManner(p.rand)}
	if a.lang != "en" && p.rand.IntN(100) < 55 {
		one.lang = a.lang
	}
	staff := p.words.list("names", "staff")
	if a.segment == "enterprise" {
		staff = p.words.list("names", "staff enterprise")
	}
	one.staff = []string{pick(p.rand, staff), pick(p.rand, staff)}
	a.people = append(a.people, one)
	p.people = append(p.people, one)
	return one
}

func (p *population) language() string {
	switch x := p.rand.IntN(100); {
	case x < 7:
		return "de"
	case x < 13:
		return "fr"
	case x < 18:
		return "es"
	}
	return "en"
}

// trade is that of a small workshop, bicycles more often than others.
func (p *population) trade() string {
	return pick(p.rand, []string{"bicycles", "bicycles", "bicycles", "strings", "watches", "pianos", "shoes",
		"amplifiers", "coffee", "sewing", "mowers", "winds", "phones", "phones", "upholstery", "appliances",
		"leather", "accordions", "knives", "lamps", "motorbikes", "turntables", "cameras"})
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
