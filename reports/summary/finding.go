package summary

import (
	"fmt"
	"strings"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
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
	case len(d.Stale()) > 0:
		l.Changed = []string{"Nothing is compared while a source is silent: what it would have brought is missing from one side only."}
		l.Why = lateness(d)
		l.Decide = []string{"Who gets " + sourceNames(d.Stale()) + " going again, or takes it out of earshot.yaml."}
	case !d.Before:
		l.Changed = []string{"There is no earlier week to compare with."}
		l.Why = []string{figure.Number(d.InWeek, "piece of feedback", "pieces of feedback") + " in the first complete week."}
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
	case len(d.Stale()) > 0:
		return join(staleHeadline(d.Stale()), levelClause(d))
	case !d.Before:
		return join("The first week: "+firstWeek(d), levelClause(d))
	case d.InWeek == 0 && !d.Rated():
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

func staleHeadline(late []week.Source) string {
	if len(late) == 1 {
		return fmt.Sprintf("Nothing is compared: %s has been silent for %s", late[0].Name, figure.Number(late[0].Days, "day", "days"))
	}
	return fmt.Sprintf("Nothing is compared: %s sources are silent", figure.Whole(int64(len(late))))
}

// firstWeek says how many people spoke, and of what the most.
func firstWeek(d data) string {
	text := "no feedback in words"
	if len(d.People) > 0 {
		text = figure.Number(d.People[0].N, "person", "people")
	} else if d.InWeek > 0 {
		text = figure.Number(d.InWeek, "piece of feedback", "pieces of feedback")
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
		if s, ok := week.Main(d.Scores); ok && s.Verdict == figure.RealChange {
			return "" // the score's change is the finding
		}
		if reals := realScores(d); len(reals) > 0 {
			return "No theme moved, but " + nameOf(reals[0]) + " did"
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

// scoreClause says the main score and whether it changed.
func scoreClause(d data) string {
	s, ok := week.Main(d.Scores)
	if !ok {
		return "no ratings yet"
	}
	text := levelClause(d)
	switch {
	case s.N == 1 || !s.Compared():
		return text
	case s.Verdict == figure.RealChange && s.Direction() == "up":
		return nameOf(s) + " rose " + size(s) + " to " + s.Unit().Value(s.Value)
	case s.Verdict == figure.RealChange:
		return nameOf(s) + " fell " + size(s) + " to " + s.Unit().Value(s.Value)
	case s.Verdict == figure.CouldChance:
		return text + ", no real change"
	}
	return text + ", too few answers to compare"
}

// levelClause says the main score without a comparison.
func levelClause(d data) string {
	s, ok := week.Main(d.Scores)
	switch {
	case !ok:
		return "no ratings yet"
	case s.N == 1:
		return nameOf(s) + " " + s.Unit().Value(s.Value) + " from a single answer"
	}
	return nameOf(s) + " " + s.Unit().Value(s.Value)
}

// size is the change without its sign, in the unit's words.
func size(s score) string {
	return s.Unit().Size(s.Change)
}

func sourceNames(list []week.Source) string {
	var all []string
	for _, s := range list {
		all = append(all, s.Name)
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
