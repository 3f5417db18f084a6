package email

import (
	"net/mail"
	"strings"

	"github.com/jhillyerd/enmime/v2"
)

// addresses reads an address header leniently: what no parser understands is
// searched for anything with an @.
func (h header) addresses(name string) []mail.Address {
	var out []mail.Address
	for _, v := range h.fields.Values(name) {
		list, err := enmime.ParseAddressList(decoded([]byte(v), h.label))
		if err != nil || len(list) > 1 && !strings.ContainsAny(v, ",;") {
			out = append(out, h.looseAddresses(v)...)
			continue
		}
		for _, a := range list {
			if strings.Contains(a.Address, "@") {
				out = append(out, mail.Address{Name: h.decode(a.Name), Address: tidyAddress(a.Address)})
			}
		}
	}
	return out
}

func (h header) looseAddresses(v string) []mail.Address {
	var out []mail.Address
	v = h.decode(v)
	list := v
	if _, after, found := strings.Cut(v, "<"); found && strings.Contains(after, "@") {
		list = after
	}
	words := strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(" <>()[]\",;", r) })
	for _, word := range words {
		word = strings.TrimPrefix(strings.Trim(word, ".:'"), "mailto:")
		if at := strings.LastIndexByte(word, '@'); at <= 0 || at == len(word)-1 {
			continue
		}
		name, _, _ := strings.Cut(v, "<")
		if strings.Contains(name, "@") || name == v {
			name = ""
		}
		out = append(out, mail.Address{Name: strings.Trim(name, "\"' "), Address: tidyAddress(word)})
	}
	return out
}

// tidyAddress lower-cases an address, as every mail host in use takes it.
func tidyAddress(s string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(s), "<>'\""))
}

// owners are the addresses and domains of our own side.
type owners struct {
	addresses map[string]bool
	domains   map[string]bool
}

func newOwners(own []string) owners {
	o := owners{map[string]bool{}, map[string]bool{}}
	for _, entry := range own {
		entry = tidyAddress(entry)
		if domain, found := strings.CutPrefix(entry, "@"); found {
			o.domains[domain] = true
		} else {
			o.addresses[entry] = true
		}
	}
	return o
}

// owns knows an address as written, without its +tag, or by its domain.
func (o owners) owns(address string) bool {
	local, domain, _ := strings.Cut(address, "@")
	base, _, _ := strings.Cut(local, "+")
	return o.addresses[address] || o.addresses[base+"@"+domain] || o.domains[domain]
}

// isRobot tells addresses that no person reads, such as those of contact forms.
func isRobot(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	plain := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	for _, p := range []string{"noreply", "donotreply", "dontreply", "nepasrepondre", "noresponder", "nonrispondere", "naoresponda", "keineantwort"} {
		if strings.Contains(plain, p) {
			return true
		}
	}
	switch plain {
	case "form", "forms", "webform", "contactform", "kontaktformular", "formular", "formulaire", "wordpress", "website", "webserver", "www", "wwwdata", "apache", "nobody",
		"mailer", "automailer", "notification", "notifications", "notify", "system":
		return true
	}
	return false
}
