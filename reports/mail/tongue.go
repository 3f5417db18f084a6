package mail

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/earshot/earshot/reports/figure"
)

// tongue writes numbers and dates in a language.
type tongue struct{ words }

// languages that a mail can be in, the default first.
func languages() []words { return []words{english(), german()} }

// Languages are the codes that Edition.Language takes.
func Languages() []string {
	var codes []string
	for _, w := range languages() {
		codes = append(codes, w.Code)
	}
	return codes
}

func speak(code string) tongue {
	for _, w := range languages() {
		if w.Code == code {
			return tongue{w}
		}
	}
	return tongue{english()}
}

// figure puts what the package figure wrote into the language.
func (t tongue) figure(text string) string {
	if t.Code == "en" {
		return text
	}
	if text == "new" {
		return t.New
	}
	text = strings.NewReplacer(",", ".", ".", ",", " to ", t.To, " or more", t.OrMore, " points", t.Points, "%", "\u00a0%").Replace(text)
	if t.Code == "de" && (text == "+1"+t.Points || text == "\u22121"+t.Points || text == "1"+t.Points) {
		return strings.TrimSuffix(text, "e")
	}
	return text
}

func (t tongue) whole(n int64) string { return t.figure(figure.Whole(n)) }

// number counts in words: 1 person, 24 people.
func (t tongue) number(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, t.whole(n))
}

func (t tongue) persons(n int64) string { return t.number(n, t.Person, t.Persons) }

// day writes a date: 5 July 2026, 5. Juli 2026.
func (t tongue) day(at time.Time) string {
	if at.IsZero() {
		return figure.None
	}
	return fmt.Sprintf("%s %d", t.shortDay(at), at.Year())
}

func (t tongue) shortDay(at time.Time) string {
	dot := ""
	if t.Code == "de" {
		dot = "."
	}
	return fmt.Sprintf("%d%s %s", at.Day(), dot, t.Months[at.Month()-1])
}

// span writes the first and the last day without saying a year twice.
func (t tongue) span(first, last time.Time) string {
	if first.Year() == last.Year() {
		return t.shortDay(first) + t.To + t.day(last)
	}
	return t.day(first) + t.To + t.day(last)
}

// series writes a list: a, b and c.
func (t tongue) series(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + t.And + names[len(names)-1]
}

// metric is a measure's name.
func (t tongue) metric(metric, convention string) string {
	name, known := t.Metrics[metric]
	if !known {
		name = metric
	}
	if convention != "" && metric != "sentiment" {
		name += ", " + convention
	}
	return name
}

// listed is how many names a line has at most.
const listed = 12

// some writes a list and counts what is too much for a line.
func (t tongue) some(names []string) string {
	if more := len(names) - listed; more > 0 {
		names = append(names[:listed:listed], fmt.Sprintf("%s …", "+"+t.whole(int64(more))))
		return strings.Join(names, ", ")
	}
	return t.series(names)
}

// longest is how many letters a name has at most in a mail.
const longest = 60

// plain is a name on one line: what customers, owners and files are called may
// hold anything. Controls of direction are taken out, for they would turn what
// stands behind them.
func plain(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, name)
	letters := []rune(strings.Join(strings.Fields(name), " "))
	if len(letters) > longest {
		return string(letters[:longest-1]) + "…"
	}
	return string(letters)
}
