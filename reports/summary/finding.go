package summary

import (
	"fmt"
	"strings"

	"github.com/earshot/earshot/reports/figure"
)

// lead is the top of the page: the finding and its three lines.
type lead struct {
	Headline string
	Notices  []string
	Changed  []string
	Why      []string
	Decide   []string
}

// named is how many themes a headline or a line names before it counts the rest.
const named = 3

func newLead(d data) lead {
	l := lead{Headline: headline(d), Notices: notices(d)}
	switch {
	case d.nothing():
		l.Changed = []string{"Nothing: no source has brought feedback or a rating yet."}
		l.Why = []string{"The sources and what became of their records stand at the foot of this page."}
		l.Decide = []string{"Which survey, mailbox or tracker to connect first."}
	case d.early():
		l.Changed = []string{"Nothing can be said before a week is complete."}
		l.Why = []string{"The first feedback is of a week that is not over; the newest is of " + figure.Day(d.facts.Newest) + "."}
		l.Decide = []string{"Nothing yet."}
	case len(d.stale()) > 0:
		l.Changed = []string{"Nothing is compared while a source is silent: what it would have brought is missing from one side only."}
		l.Why = lateness(d)
		l.Decide = []string{"Who gets " + sourceNames(d.stale()) + " going again, or takes it out of earshot.yaml."}
	case !d.before:
		l.Changed = []string{"There is no earlier week to compare with."}
		l.Why = []string{figure.Number(d.inWeek, "piece of feedback", "pieces of feedback") + " in the first complete week."}
		l.Decide = []string{"Nothing from these figures yet: changes show from the second week on, moves of a theme from the fifth."}
	default:
		l.Changed, l.Why, l.Decide = changes(d), reasons(d), decisions(d)
	}
	return l
}

// headline says the finding in one line.
func headline(d data) string {
	switch {
	case d.nothing():
		return "No feedback has come in yet"
	case d.early():
		return "The first week is not over yet"
	case len(d.stale()) > 0:
		return join(staleHeadline(d.stale()), levelClause(d))
	case !d.before:
		return join("The first week: "+firstWeek(d), levelClause(d))
	case d.inWeek == 0 && !ratedInWeek(d):
		return join("Nobody was heard in the week of "+d.week(), scoreClause(d))
	}
	return join(moverClause(d), scoreClause(d))
}

func join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "; ")
}

func ratedInWeek(d data) bool {
	for _, s := range d.scores {
		if s.kind == "week" {
			return true
		}
	}
	return false
}

func staleHeadline(late []source) string {
	if len(late) == 1 {
		return fmt.Sprintf("Nothing is compared: %s has been silent for %s", late[0].name, figure.Number(late[0].days, "day", "days"))
	}
	return fmt.Sprintf("Nothing is compared: %s sources are silent", figure.Whole(int64(len(late))))
}

// firstWeek says how many people spoke, and of what the most.
func firstWeek(d data) string {
	text := "no feedback in words"
	if len(d.people) > 0 {
		text = figure.Number(d.people[0].n, "person", "people")
	} else if d.inWeek > 0 {
		text = figure.Number(d.inWeek, "piece of feedback", "pieces of feedback")
	}
	if len(d.themes) > 0 && d.themes[0].people > 0 {
		text += ", first of all about " + d.themes[0].name
	}
	return text
}

// moverClause names the strongest real change of a theme.
func moverClause(d data) string {
	up, down := real(d.movers, "up"), real(d.movers, "down")
	all := append(shown(up, "up"), shown(down, "down")...)
	if len(all) == 0 {
		if s, ok := mainScore(d); ok && s.verdict == figure.RealChange {
			return "" // the score's change is the finding
		}
		if reals := realScores(d); len(reals) > 0 {
			return "No theme moved, but " + reals[0].name() + " did"
		}
		if len(d.movers) == 0 {
			return "No theme could be compared"
		}
		return "A quiet week: no theme moved"
	}
	text := moved(all[0])
	if rest := len(up) + len(down) - 1; rest > 0 {
		text += " and " + figure.Number(int64(rest), "more theme moved", "more themes moved")
	}
	return text
}

// moved says one theme's change.
func moved(m mover) string {
	switch {
	case m.complains() && m.isNew():
		return complaints(m.name) + " are new this week"
	case m.complains():
		return complaints(m.name) + " are " + figure.Plain(*m.ratio) + " times what they were"
	case m.isNew():
		return m.name + " is new this week"
	}
	return m.name + " is named " + figure.Plain(*m.ratio) + " times as often as before"
}

func complaints(theme string) string {
	if strings.ContainsRune(theme, ' ') {
		return "Complaints about " + theme
	}
	return theme + " complaints"
}

// mainScore is the first of NPS, CSAT, stars and effort that anybody gave.
func mainScore(d data) (score, bool) {
	for _, metric := range []string{"nps", "csat", "stars", "ces"} {
		if s, ok := d.find(metric); ok {
			return s, true
		}
	}
	return score{}, false
}

// scoreClause says the main score and whether it changed.
func scoreClause(d data) string {
	s, ok := mainScore(d)
	if !ok {
		return "no ratings yet"
	}
	text := levelClause(d)
	switch {
	case s.n == 1 || !s.compared():
		return text
	case s.verdict == figure.RealChange && s.direction() == "up":
		return s.name() + " rose " + size(s) + " to " + s.unit().Value(s.value)
	case s.verdict == figure.RealChange:
		return s.name() + " fell " + size(s) + " to " + s.unit().Value(s.value)
	case s.verdict == figure.CouldChance:
		return text + ", no real change"
	}
	return text + ", too few answers to compare"
}

// levelClause says the main score without a comparison.
func levelClause(d data) string {
	s, ok := mainScore(d)
	switch {
	case !ok:
		return "no ratings yet"
	case s.n == 1:
		return s.name() + " " + s.unit().Value(s.value) + " from a single answer"
	}
	return s.name() + " " + s.unit().Value(s.value)
}

// size is the change without its sign, in the unit's words.
func size(s score) string {
	return s.unit().Size(s.change)
}

func sourceNames(list []source) string {
	var all []string
	for _, s := range list {
		all = append(all, s.name)
	}
	return series(all)
}

// series writes a list: a, b and c.
func series(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
