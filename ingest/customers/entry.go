package customers

import (
	"fmt"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// An entry is a row on its way to records.
type entry struct {
	row    row
	header *header
	days   days
	item   ingest.Item
}

func (e *entry) cell(name string) string { return e.header.cell(e.row, name) }

// reject takes down a mistake; column may be empty.
func (e *entry) reject(column, reason string) {
	if column != "" {
		reason = "column " + column + ": " + reason
	}
	e.item.Rejects = append(e.item.Rejects, ingest.Reject{Line: e.row.line, Reason: reason, Payload: strings.TrimRight(e.row.text, "\r\n")})
}

func (e *entry) read(people *register, accounts *accounts) {
	account, has := e.account(accounts)
	person, known := e.person()
	if known {
		known = people.add(e, &person)
	}
	if known {
		person.Account = account
		e.item.People = []ingest.Person{person}
	}
	if len(e.item.People)+len(e.item.Accounts)+len(e.item.Rejects) > 0 {
		return
	}
	if has {
		e.item.Skip = "account described before"
		return
	}
	e.reject("", "neither a person nor an account: fill in email or login, or account or domain")
}

// person reads the row's person; false: it has none, or none to be known by.
func (e *entry) person() (ingest.Person, bool) {
	p := ingest.Person{
		ID: e.cell("person_id"), Name: e.cell("name"), Emails: e.addresses(), Logins: e.logins(),
		Consent: e.yes("consent"), Contacted: e.day("last_contacted"), Fields: e.header.fields(e.row),
	}
	if p.ID == "" && len(p.Emails) > 0 {
		p.ID = p.Emails[0]
	}
	if p.ID == "" && len(p.Logins) > 0 {
		p.ID = p.Logins[0]
	}
	if p.ID == "" && p.Name != "" && e.cell("email")+e.cell("login") == "" {
		e.reject("name", "a person without email, login or person_id: fill in one of them")
	}
	return p, p.ID != ""
}

func (e *entry) addresses() []string {
	var good []string
	for i, address := range e.header.list(e.row, "email") {
		if validAddress(address) {
			good = append(good, address)
		} else {
			e.reject("email", fmt.Sprintf("address %d is none: expected one such as ada@example.com, several parted by ;", i+1))
		}
	}
	return good
}

func (e *entry) logins() []string {
	var good []string
	for i, login := range e.header.list(e.row, "login") {
		system, name, parted := strings.Cut(login, ":")
		if system == "" || parted && name == "" {
			e.reject("login", fmt.Sprintf("login %d is none: expected one such as jane or github:jane, several parted by ;", i+1))
			continue
		}
		good = append(good, login)
	}
	return good
}

// yes reads a cell that says yes or no; empty is no.
func (e *entry) yes(column string) bool {
	switch strings.ToLower(e.cell(column)) {
	case "yes", "y", "true", "t", "1", "on", "x", "ja", "oui", "si", "sí":
		return true
	case "", "no", "n", "false", "f", "0", "off", "-", "nein", "non":
		return false
	}
	e.reject(column, "neither yes nor no: taken as no")
	return false
}

func (e *entry) day(column string) time.Time {
	cell := e.cell(column)
	if cell == "" {
		return time.Time{}
	}
	day, hint := e.days.parse(cell)
	if hint != "" {
		e.reject(column, "not a day: "+hint)
	}
	return day
}

// validAddress says whether mail could be sent there, by its form.
func validAddress(address string) bool {
	local, domain, ok := strings.Cut(address, "@")
	return ok && local != "" && len(address) <= 254 && validDomain(domain) && !strings.ContainsAny(local, " \t\n<>,()\"")
}

func validDomain(domain string) bool {
	if !strings.Contains(domain, ".") || strings.ContainsAny(domain, " \t\n@<>,()/:\"") {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return true
}
