package customers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/earshot/earshot/ingest"
)

// accounts puts together what the rows say of each account.
type accounts struct {
	byID    map[string]*described
	byName  map[string]string // lower case name: id
	domains map[string]*described
}

// described is an account and the lines that its parts come from.
type described struct {
	ingest.Account
	numbered bool // it has an account_id
	line     int64
	lines    map[string]int64 // column: line
}

func newDescribed(id string, numbered bool, line int64) *described {
	return &described{Account: ingest.Account{ID: id}, numbered: numbered, line: line, lines: map[string]int64{}}
}

func newAccounts() *accounts {
	return &accounts{byID: map[string]*described{}, byName: map[string]string{}, domains: map[string]*described{}}
}

// account reads what the row says of an account, adds the account to the item
// when that is news, and gives the account's id. has says whether the
// row has an account at all.
func (e *entry) account(all *accounts) (id string, has bool) {
	name, domains := e.cell("account"), e.domains()
	id, numbered := e.accountID(all, name, domains)
	if id == "" {
		return "", false
	}
	a, known := all.byID[id]
	if !known {
		if !e.sameName(all, id, name, numbered) {
			return "", true
		}
		a = newDescribed(id, numbered, e.row.line)
		all.byID[id] = a
	}
	news := e.describe(a, name)
	news = e.claim(all, a, domains) || news
	if news || !known {
		record := a.Account
		record.Domains = slices.Clone(a.Domains)
		e.item.Accounts = []ingest.Account{record}
	}
	return id, true
}

// accountID finds what the row's account is known by; empty: it has none.
func (e *entry) accountID(all *accounts, name string, domains []string) (id string, numbered bool) {
	if id := e.cell("account_id"); id != "" {
		return id, true
	}
	if name != "" {
		if a := all.byID[all.byName[strings.ToLower(name)]]; a != nil && !a.numbered {
			return a.ID, false
		}
		return name, false
	}
	for _, domain := range domains {
		if a := all.domains[domain]; a != nil {
			return a.ID, a.numbered
		}
	}
	if len(domains) > 0 {
		return domains[0], false
	}
	return e.alone(), false
}

// alone is the account of a customer who belongs to none and has a segment, a
// plan or the like: it goes by the person's number, for an account's id is
// published and an address may not be.
func (e *entry) alone() string {
	person := e.cell("person_id")
	for _, column := range []string{"segment", "plan", "money", "since"} {
		if e.cell(column) == "" {
			continue
		}
		if person != "" && !strings.Contains(person, "@") {
			return "person " + person
		}
		e.reject(column, "no account it belongs to: fill in account, account_id or domain, or person_id for a customer without one")
	}
	return ""
}

// sameName rejects a row that names an account by its name alone where another
// row gives the name a number, or the other way round.
func (e *entry) sameName(all *accounts, id, name string, numbered bool) bool {
	key := strings.ToLower(name)
	if other := all.byID[all.byName[key]]; name != "" && other != nil && other.numbered != numbered {
		e.reject("account_id", fmt.Sprintf("missing here or on line %d, which has the same account: fill it in on both", other.line))
		return false
	}
	if _, taken := all.byName[key]; !taken && name != "" {
		all.byName[key] = id
	}
	return true
}

// describe adds the row's cells to the account, rejects those that contradict
// an earlier row, and says whether anything was new.
func (e *entry) describe(a *described, name string) bool {
	news := false
	text := func(column, cell string, into *string) {
		if cell != "" && e.agrees(a, column, *into == "", strings.EqualFold(*into, cell)) && *into == "" {
			*into, news = cell, true
		}
	}
	text("account", name, &a.Name)
	text("segment", e.cell("segment"), &a.Segment)
	text("plan", e.cell("plan"), &a.Plan)
	if amount, ok := e.money(); ok && e.agrees(a, "money", a.lines["money"] == 0, a.Money == amount) && a.Money != amount {
		a.Money, news = amount, true
	}
	if day := e.day("since"); !day.IsZero() && e.agrees(a, "since", a.Since.IsZero(), a.Since.Equal(day)) && a.Since.IsZero() {
		a.Since, news = day, true
	}
	return news
}

// agrees says whether a cell is the first of its column for the account, or
// the same as the first; else it rejects the cell.
func (e *entry) agrees(a *described, column string, first, same bool) bool {
	if first {
		a.lines[column] = e.row.line
		return true
	}
	if !same {
		e.reject(column, fmt.Sprintf("contradicts line %d, which has the same account: make them the same, or leave one empty", a.lines[column]))
	}
	return same
}

func (e *entry) domains() []string {
	var good []string
	for i, domain := range e.header.list(e.row, "domain") {
		domain = strings.TrimPrefix(domain, "@")
		switch {
		case !validDomain(domain):
			e.reject("domain", fmt.Sprintf("domain %d is none: expected one such as example.com, several parted by ;", i+1))
		case everybody(domain):
			e.reject("domain", fmt.Sprintf("domain %d is a mail provider's, open to everybody: leave it out", i+1))
		default:
			good = append(good, domain)
		}
	}
	return good
}

// claim gives the domains to the account, those of another one rejected.
func (e *entry) claim(all *accounts, a *described, domains []string) bool {
	news := false
	for _, domain := range domains {
		switch owner := all.domains[domain]; {
		case owner == a:
		case owner != nil:
			e.reject("domain", fmt.Sprintf("a domain of the account on line %d: give it to one of the two", owner.line))
		default:
			all.domains[domain] = a
			a.Domains, news = append(a.Domains, domain), true
		}
	}
	return news
}

func (e *entry) money() (float64, bool) {
	cell := e.cell("money")
	if cell == "" {
		return 0, false
	}
	amount, hint := parseMoney(cell)
	if hint != "" {
		e.reject("money", "not an amount: "+hint)
	}
	return amount, hint == ""
}
