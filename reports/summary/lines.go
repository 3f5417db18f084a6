package summary

import (
	"fmt"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

// notices says what the reader has to know before the first figure.
func notices(d data) []string {
	var all []string
	if !d.nothing() && !d.early() && len(d.Scores) == 0 {
		all = append(all, "There are no ratings of the last 13 weeks, so there is no NPS, CSAT or effort score: connect a survey, or map its rating column.")
	}
	return all
}

func lateness(d data) []string {
	var all []string
	for _, s := range d.Stale() {
		text := s.Name + ": nothing for " + figure.Number(s.Days, "day", "days")
		if s.Last != nil {
			text += ", since " + figure.Day(*s.Last)
		}
		if s.Allowed != nil {
			text += "; it may be silent for " + figure.Number(*s.Allowed, "day", "days")
		}
		all = append(all, text+".")
	}
	return all
}

// changes lists what is a real change, and nothing else.
func changes(d data) []string {
	var all []string
	for _, m := range realMovers(d) {
		text := fmt.Sprintf("%s: %s in the week, ", m.name, figure.Number(m.people, "person", "people"))
		if m.isNew() {
			text += "nobody in the eight weeks before."
		} else {
			text += fmt.Sprintf("%s times the rate of the eight weeks before.", figure.Plain(*m.ratio))
		}
		all = append(all, text)
	}
	all = limit(all, "themes")
	for _, s := range realScores(d) {
		all = append(all, nameOf(s)+": "+changeOf(s)+".")
	}
	if len(all) == 0 {
		return []string{"Nothing that is more than chance."}
	}
	return all
}

// limit keeps the first few lines and counts the rest.
func limit(lines []string, what string) []string {
	if len(lines) <= named {
		return lines
	}
	rest := len(lines) - named
	return append(lines[:named:named], fmt.Sprintf("And %d more %s, below.", rest, what))
}

func changeOf(s score) string {
	value := s.Unit().Value(s.Value)
	if s.Unit() == figure.Count {
		return value + " in the week against a mean of " + s.Unit().Value(s.Value0) + " in the 4 weeks before"
	}
	return value + ", " + s.Unit().Change(s.Change) + " against " + baselineOf(s)
}

func realMovers(d data) []mover {
	return append(shown(real(d.movers, "up"), "up"), shown(real(d.movers, "down"), "down")...)
}

// realScores lists the strip's measures that changed.
func realScores(d data) []score {
	var all []score
	for _, s := range d.Strip() {
		if s.Compared() && s.Verdict == figure.RealChange {
			all = append(all, s)
		}
	}
	return all
}

// reasons gives n, interval and q for what changed; with no change, what was
// tested and how near it came.
func reasons(d data) []string {
	var all []string
	for _, m := range realMovers(d) {
		all = append(all, fmt.Sprintf("%s: %s of %s against %s of %s; rate ratio %s (%s), %s among %s tested.", m.name,
			figure.Whole(m.people), figure.Whole(m.exposure), figure.Whole(m.people0), figure.Whole(m.exposure0),
			figure.Ratio(m.ratio), figure.RatioInterval(m.low, m.high), figure.Equation("q", m.q), figure.Number(int64(len(d.movers)), "theme", "themes")))
	}
	all = limit(all, "themes")
	if len(all) == 0 {
		all = append(all, testedLine(d))
	}
	for _, s := range realScores(d) {
		all = append(all, reasonOf(s))
	}
	if s, ok := week.Main(d.Scores); ok && s.Compared() && s.Verdict != figure.RealChange {
		all = append(all, reasonOf(s)+" "+unseen(s))
	}
	return all
}

func reasonOf(s score) string {
	return fmt.Sprintf("%s: %s against %s before; change %s (%s).", nameOf(s), counted(s), figure.Whole(*s.N0),
		s.Unit().Change(s.Change), s.Unit().ChangeInterval(s.ChangeLow, s.ChangeHigh))
}

// unseen says which change could not have been seen; empty where it could.
func unseen(s score) string {
	if s.Verdict != figure.TooFew || s.Detectable == nil {
		return ""
	}
	return fmt.Sprintf("A change of less than %s could not have been seen with n = %s.", s.Unit().Size(s.Detectable), figure.Whole(s.N))
}

func testedLine(d data) string {
	if len(d.movers) == 0 {
		return "No theme is set up, or none has been named in these five weeks."
	}
	least := d.movers[0]
	for _, m := range d.movers {
		if m.chance() < least.chance() {
			least = m
		}
	}
	text := figure.Number(int64(len(d.movers)), "theme was tested", "themes were tested")
	if least.q == nil {
		return text + "; none could be compared."
	}
	return fmt.Sprintf("%s; the nearest to a change is %s with %s.", text, least.name, figure.Equation("q", least.q))
}

// decisions asks what the figures leave to people.
func decisions(d data) []string {
	var all []string
	for _, m := range realMovers(d) {
		owner := ""
		if m.owner != "" {
			owner = " (" + m.owner + " looks after it)"
		}
		if m.direction == "up" {
			all = append(all, fmt.Sprintf("Whether %s%s comes before what is planned: read its quotations below first.", m.name, owner))
		} else {
			all = append(all, fmt.Sprintf("Whether %s%s is done with, or people have stopped telling us.", m.name, owner))
		}
	}
	all = limit(all, "themes")
	if d.InWeek == 0 && !d.Rated() {
		return []string{"Whether the sources still bring what people say: their state stands at the foot of this page."}
	}
	for _, s := range realScores(d) {
		all = append(all, fmt.Sprintf("What stands behind the change of %s: what moved and who said it stand below.", nameOf(s)))
	}
	if len(all) > 0 {
		return all
	}
	if s, ok := week.Main(d.Scores); ok && s.Compared() && s.Verdict == figure.TooFew {
		return []string{"Nothing from these figures. To tell more next time, ask more people."}
	}
	return []string{"Nothing: carry on as planned."}
}
