package customers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/earshot/earshot/ingest"
)

// A register knows on which line each person, address and login stands.
type register struct {
	ids, addresses, logins map[string]int64
}

func newRegister() *register {
	return &register{ids: map[string]int64{}, addresses: map[string]int64{}, logins: map[string]int64{}}
}

// add enters a person, or rejects the row of one who is there already: by
// number or by an address.
func (r *register) add(e *entry, p *ingest.Person) bool {
	if line, twice := r.ids[p.ID]; twice {
		column := "person_id"
		switch {
		case e.cell(column) != "":
		case len(p.Emails) > 0:
			column = "email"
		default:
			column = "login"
		}
		e.reject(column, fmt.Sprintf("the same person as on line %d: delete one of the two rows", line))
		return false
	}
	for _, address := range p.Emails {
		if line, twice := r.addresses[address]; twice {
			e.reject("email", fmt.Sprintf("an address of the person on line %d: give it to one of the two", line))
			return false
		}
	}
	p.Logins = slices.DeleteFunc(p.Logins, func(login string) bool { return !r.login(e, login) })
	if len(p.Emails)+len(p.Logins) == 0 && e.cell("person_id") == "" {
		return false // known by a login that another person has
	}
	r.ids[p.ID] = e.row.line
	for _, address := range p.Emails {
		r.addresses[address] = e.row.line
	}
	return true
}

// login enters a login, or rejects one that is another person's already.
func (r *register) login(e *entry, login string) bool {
	if line, twice := r.logins[login]; twice {
		e.reject("login", fmt.Sprintf("a login of the person on line %d: give it to one of the two", line))
		return false
	}
	r.logins[login] = e.row.line
	return true
}

// everybody says whether a domain belongs to a provider of mail for all:
// whoever has an address there belongs to no account by that.
func everybody(domain string) bool {
	name, _, _ := strings.Cut(domain, ".")
	switch name {
	case "gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "icloud", "gmx", "aol", "protonmail", "yandex":
		return true
	}
	switch domain {
	case "me.com", "mac.com", "web.de", "t-online.de", "freenet.de", "proton.me", "pm.me", "mail.ru", "qq.com", "163.com", "126.com",
		"orange.fr", "free.fr", "wanadoo.fr", "libero.it", "comcast.net", "fastmail.com", "hey.com", "zoho.com", "mail.com":
		return true
	}
	return false
}
