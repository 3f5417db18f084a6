package main

import (
	"fmt"
	"strings"
)

func (p *population) name(lang string) string {
	return pick(p.rand, p.words.list("names", "first "+lang)) + " " + p.last(lang)
}

func (p *population) last(lang string) string {
	return pick(p.rand, p.words.list("names", "last "+lang))
}

// address makes an address that nobody else has.
func (p *population) address(name string, a *account) string {
	first, last, _ := strings.Cut(plain(name), " ")
	last = strings.NewReplacer(" ", "", "'", "").Replace(last)
	forms := []string{first + "." + last, first[:1] + "." + last, first, first + last[:1]}
	if a.segment == "enterprise" || a.name == "" {
		forms = forms[:2]
	}
	at := pick(p.rand, forms) + "@" + a.domain
	for n := 2; p.taken[at]; n++ {
		at = fmt.Sprintf("%s.%s%d@%s", first, last, n, a.domain)
	}
	p.taken[at] = true
	return at
}

// giveLogins lets n people write at the issue tracker, where nobody knows
// their address.
func (p *population) giveLogins(n int) {
	for len(p.logins) < n {
		one := pick(p.rand, p.people)
		if one.login != "" || one.lang != "en" {
			continue
		}
		one.login = p.loginName(one)
		p.logins = append(p.logins, one)
	}
}

// giveAddresses gives every fifteenth customer of customers.csv a private address.
func (p *population) giveAddresses() {
	listed := 0
	for _, one := range p.people {
		if one.id == "" {
			continue
		}
		if listed++; listed%15 == 1 {
			first, last, _ := strings.Cut(plain(one.name), " ")
			one.second = first + "." + slug(last) + "@daheim.example"
		}
	}
}

// known is what customers.csv makes of somebody who writes at the issue tracker:
// the person of the address, or a login of nobody known.
func (p *person) known() string {
	if p.id != "" {
		return p.email
	}
	return p.login
}

func (p *population) loginName(one *person) string {
	first, last, _ := strings.Cut(plain(one.name), " ")
	last = strings.NewReplacer(" ", "", "'", "").Replace(last)
	trade := strings.TrimSuffix(one.account.trade, "s")
	login := pick(p.rand, []string{first + last, first[:1] + last, last + "-" + trade, trade + first,
		first + "-" + slug(one.account.town), fmt.Sprintf("%s%d", first, 70+p.rand.IntN(30))})
	for p.taken[login] {
		login += "x"
	}
	p.taken[login] = true
	return login
}

// plain is text in small ASCII letters, as in addresses.
func plain(s string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e",
		"á", "a", "à", "a", "â", "a", "í", "i", "î", "i", "ï", "i", "ó", "o", "ô", "o", "ø", "o", "ú", "u", "û", "u",
		"ñ", "n", "ç", "c", "ć", "c", "å", "a", "æ", "ae").Replace(strings.ToLower(s))
}

// slug is a name as part of an address.
func slug(s string) string {
	var b strings.Builder
	for _, r := range plain(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
