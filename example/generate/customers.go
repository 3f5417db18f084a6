package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// writeCustomers writes customers.csv: a person a row, with the account; last
// those who are there and never said a word.
func (d *demo) writeCustomers(people *population) error {
	r := dice("customers")
	rows := [][]string{{"person_id", "name", "email", "logins", "account_id", "account", "domain", "segment", "plan", "money", "since", "consent", "last_contacted"}}
	for _, p := range people.people {
		if p.id == "" {
			continue
		}
		a := p.account
		rows = append(rows, a.row(p.id, p.name, p.addresses(), p.logins(), consent(r), contacted(r)))
	}
	silent, err := table("silent.csv")
	if err != nil {
		return err
	}
	for i, one := range silent {
		a := people.listed(one["account"])
		if a == nil {
			return fmt.Errorf("silent.csv: no account %q", one["account"])
		}
		rows = append(rows, a.row(fmt.Sprintf("P-%d", 1001+people.count()+i), one["name"], one["email"], "", one["consent"], one["contacted"]))
	}
	d.files["customers.csv"], err = csvFile(rows)
	return err
}

// row is a person of the account in customers.csv.
func (a *account) row(id, name, addresses, logins, consent, contacted string) []string {
	return []string{id, name, addresses, logins, a.id, a.name, a.domain, a.segment, a.plan, strconv.Itoa(a.money), a.since, consent, contacted}
}

// listed is the account of that id; nil: there is none.
func (p *population) listed(id string) *account {
	for _, a := range p.accounts {
		if a.listed && a.id == id {
			return a
		}
	}
	return nil
}

// addresses are those of the person, as customers.csv parts them.
func (p *person) addresses() string {
	if p.second == "" {
		return p.email
	}
	return p.email + ";" + p.second
}

func (p *person) logins() string {
	if p.login == "" {
		return ""
	}
	return "github:" + p.login
}

func consent(r *rand.Rand) string {
	if r.IntN(4) == 0 {
		return "no"
	}
	return "yes"
}

// contacted is a day of the last year or, for a third of the people, never.
func contacted(r *rand.Rand) string {
	if r.IntN(3) == 0 {
		return ""
	}
	return monday(weeks).AddDate(0, 0, -7-r.IntN(360)).Format(time.DateOnly)
}
