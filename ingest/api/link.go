package api

import (
	"net/http"
	"strings"
)

// Next is the address in the Link header whose rel is next (RFC 8288), empty on
// the last page.
func Next(header http.Header) string {
	for _, value := range header.Values("Link") {
		for rest := value; ; {
			_, after, begun := strings.Cut(rest, "<")
			address, parameters, ended := strings.Cut(after, ">")
			if !begun || !ended {
				break
			}
			var next bool
			if next, rest = isNext(parameters); next {
				return strings.TrimSpace(address)
			}
		}
	}
	return ""
}

// isNext reads a link's parameters up to the comma that ends them: whether the
// first rel among them names next, and what follows.
func isNext(text string) (next bool, rest string) {
	found := false
	for {
		text = strings.TrimLeft(text, " \t")
		after, ok := strings.CutPrefix(text, ";")
		if !ok {
			return next, text
		}
		end := strings.IndexAny(after, "=;,")
		if end < 0 {
			return next, ""
		}
		name := strings.TrimSpace(after[:end])
		if after[end] != '=' { // without a value
			text = after[end:]
			continue
		}
		var value string
		value, text = parameter(after[end+1:])
		if strings.EqualFold(name, "rel") && !found {
			found = true
			for _, one := range strings.Fields(value) {
				next = next || strings.EqualFold(one, "next")
			}
		}
	}
}

// parameter reads a value, in quotes or not, and what follows it.
func parameter(text string) (value, rest string) {
	text = strings.TrimLeft(text, " \t")
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ";,")
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:]
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:]
		case '\\':
			i++
			if i == len(text) {
				return b.String(), ""
			}
		}
		b.WriteByte(text[i])
	}
	return b.String(), ""
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
