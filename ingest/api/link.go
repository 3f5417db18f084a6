package api

import (
	"net/http"
	"regexp"
	"strings"
)

var relation = regexp.MustCompile(`(?i);\s*rel="?([^";]*)"?`)

// Next is the address in the Link header whose rel is next (RFC 8288), empty on
// the last page.
func Next(header http.Header) string {
	for _, value := range header.Values("Link") {
		for rest := value; ; {
			begin := strings.IndexByte(rest, '<')
			end := strings.IndexByte(rest, '>')
			if begin < 0 || end < begin {
				break
			}
			address := rest[begin+1 : end]
			rest = rest[end+1:]
			parameters, _, _ := strings.Cut(rest, "<")
			if m := relation.FindStringSubmatch(parameters); m != nil && strings.EqualFold(strings.TrimSpace(m[1]), "next") {
				return address
			}
		}
	}
	return ""
}

// Pages guards a walk from page to page against going in a circle. The zero
// value is the beginning of one.
type Pages struct {
	last string
	n    int
}

// maxPages is more pages than any walk has that ends.
const maxPages = 100_000

// Go notes the page to be asked for next, by its address, token or number. Its
// error is that of a system that names the same page twice in a row, or names
// more of them than there can be: the records in between would be missing.
func (p *Pages) Go(page string) error {
	p.n++
	switch {
	case page == p.last && p.n > 1:
		return errRepeated
	case p.n > maxPages:
		return errEndless
	}
	p.last = page
	return nil
}
