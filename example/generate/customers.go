package main

import (
	"math/rand/v2"
	"strconv"
	"time"
)

// writeCustomers writes customers.csv: a person a row, with the account.
func (d *demo) writeCustomers(people *population) error {
	r := dice("customers")
	rows := [][]string{{"person_id", "name", "email", "logins", "account_id", "account", "domain", "segment", "plan", "money", "since", "consent", "last_contacted"}}
	for _, p := range people.people {
		if p.id == "" {
			continue
		}
		a := p.account
		rows = append(rows, []string{p.id, p.name, p.addresses(), p.logins(), a.id, a.name, a.domain, a.segment, a.plan, strconv.Itoa(a.money), a.since,
			consent(r), contacted(r)})
	}
	var err error
	d.files["customers.csv"], err = csvFile(rows)
	return err
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
