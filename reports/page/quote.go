package page

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/earshot/earshot/reports/figure"
)

// Quote is one verbatim sentence. From and To are the evidence's characters in
// it, from 1, both 0 when they are not known.
type Quote struct {
	Theme, Text, Evidence  string
	On                     time.Time
	Channel, Segment, Plan string
	Link                   string
	From, To               int64
}

// Fields are the places of a query's row: theme, text, evidence, day, channel,
// segment, plan, link, from, to.
func (q *Quote) Fields() []any {
	return []any{&q.Theme, &q.Text, &q.Evidence, &q.On, &q.Channel, &q.Segment, &q.Plan, &q.Link, &q.From, &q.To}
}

// Quotation is a quote as the page shows it: the three parts are the sentence.
type Quotation struct {
	Before, Marked, After string
	By, URL               string
}

// Quotation lays the quote out.
func (q Quote) Quotation() Quotation {
	v := Quotation{URL: SafeURL(q.Link)}
	v.Before, v.Marked, v.After = q.Cut()
	by := []string{q.Channel}
	if q.Segment != "" {
		by = append(by, q.Segment)
	}
	if q.Plan != "" && !strings.EqualFold(q.Plan, q.Segment) { // often the same word
		by = append(by, q.Plan)
	}
	v.By = capital(strings.Join(append(by, figure.Day(q.On)), ", "))
	return v
}

// Cut divides the sentence around its evidence. The place from the mart is
// taken when the evidence stands there; else its first occurrence; else nothing
// is marked. Joined, the three parts are the sentence.
func (q Quote) Cut() (before, marked, after string) {
	letters := []rune(q.Text)
	if q.From >= 1 && q.To >= q.From && q.To <= int64(len(letters)) && string(letters[q.From-1:q.To]) == q.Evidence {
		return string(letters[:q.From-1]), q.Evidence, string(letters[q.To:])
	}
	return CutAt(q.Text, q.Evidence)
}

// CutAt divides text around the first occurrence of part, in any case of
// letters where no letter changes its length by it.
func CutAt(text, part string) (before, found, after string) {
	at := strings.Index(text, part)
	if at < 0 && len(strings.ToLower(text)) == len(text) {
		at = strings.Index(strings.ToLower(text), strings.ToLower(part))
	}
	if part == "" || at < 0 || at+len(part) > len(text) {
		return text, "", ""
	}
	return text[:at], text[at : at+len(part)], text[at+len(part):]
}

// SafeURL keeps links that a browser may follow without running anything.
func SafeURL(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return link
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
