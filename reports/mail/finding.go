package mail

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

// teller writes what an edition finds.
type teller struct {
	tongue
	Data
}

// said is how many changes one of the three lines names.
const said = 2

// kind says whether the mails pause.
func (t teller) kind() string {
	if t.silent() {
		return Paused
	}
	return Trend
}

// subject varies with the finding: equal subjects thread, and a thread is cut.
func (t teller) subject() string {
	_, week := t.Week().ISOWeek()
	return fmt.Sprintf(t.Feedback, week) + ": " + t.headline()
}

// headline is the finding in one line, the strongest first.
func (t teller) headline() string {
	switch {
	case t.nothing():
		return t.NothingSubject
	case t.early():
		return t.EarlySubject
	case t.silent():
		return t.SilentSubject
	case len(t.late()) == 1:
		return fmt.Sprintf(t.StaleOne, plain(t.late()[0].Name), t.number(t.late()[0].Days, t.Day, t.Days))
	case len(t.late()) > 1:
		return fmt.Sprintf(t.StaleMany, t.whole(int64(len(t.late()))))
	case !t.Before:
		return fmt.Sprintf(t.FirstSubject, t.heard()) + "; " + t.level()
	}
	parts := []string{t.scoreClause(), t.moverClause()}
	if s, ok := week.Main(t.Scores); (!ok || !s.Real()) && len(t.moved()) > 0 {
		parts = []string{t.moverClause(), t.scoreClause()}
	}
	if n := len(t.alarmsIn("new")); n > 0 {
		parts = append(parts, t.number(int64(n), t.Alarms1, t.Alarms))
	}
	return strings.Join(parts, "; ")
}

// heard says how many people were heard in the week.
func (t teller) heard() string {
	if len(t.Data.People) > 0 && t.Data.People[0].N > 0 {
		return t.persons(t.Data.People[0].N)
	}
	return t.persons(0)
}

// second is the finding after the headline's: it stands beside the subject in
// a list of mails.
func (t teller) second() string {
	switch {
	case t.silent(), len(t.late()) > 0, !t.Before:
		return strings.Join(append(t.changes(), t.reasons()...), " ")
	}
	moved := t.moved()
	switch {
	case len(moved) > 1:
		return t.moverLine(moved[1])
	case len(moved) == 1:
		return t.reasons()[0]
	}
	return fmt.Sprintf(t.FirstTested, t.tested())
}

// moved lists the themes with a real change, at most five that rose and then at
// most five that fell.
func (t teller) moved() []mover {
	if !t.comparable() {
		return nil
	}
	return append(t.shown("up"), t.shown("down")...)
}

// shown lists at most five real changes of a direction, the least likely by
// chance first. All else is of what was looked at in vain.
func (t teller) shown(direction string) []mover {
	var list []mover
	for _, m := range t.movers {
		if m.direction == direction && m.isReal() {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b mover) int {
		return cmp.Or(cmp.Compare(a.chance(), b.chance()), cmp.Compare(b.people, a.people), cmp.Compare(a.theme, b.theme))
	})
	return list[:min(len(list), mostMovers)]
}

// mostMovers is how many themes of a direction a mail has.
const mostMovers = 5

// realMoves counts all themes with a real change, also those beyond the most
// that a mail has.
func (t teller) realMoves() int {
	n := 0
	for _, m := range t.movers {
		if m.isReal() && t.comparable() {
			n++
		}
	}
	return n
}

func (t teller) moverClause() string {
	moved := t.moved()
	switch {
	case len(moved) == 0 && len(t.movers) == 0:
		return t.NothingTested
	case len(moved) == 0:
		return t.NoTheme
	case moved[0].isNew():
		return fmt.Sprintf(t.NewTheme, plain(moved[0].name)) + t.others(t.realMoves())
	}
	return plain(moved[0].name) + " " + t.figure(figure.Ratio(moved[0].ratio)) + t.others(t.realMoves())
}

func (t teller) others(moved int) string {
	if moved < 2 {
		return ""
	}
	return ", " + t.number(int64(moved-1), t.Moved1, t.Moved)
}

// level is the main score without a comparison.
func (t teller) level() string {
	s, ok := week.Main(t.Scores)
	switch {
	case !ok:
		return t.NoRatings
	case s.N == 1:
		return fmt.Sprintf(t.Single, t.metric(s.Metric, s.Convention), t.value(s))
	}
	return t.metric(s.Metric, s.Convention) + " " + t.value(s)
}

// scoreClause is the main score, and whether it changed.
func (t teller) scoreClause() string {
	s, ok := week.Main(t.Scores)
	if !ok || s.N == 1 || !s.Compared() {
		return t.level()
	}
	name, value := t.metric(s.Metric, s.Convention), t.value(s)
	size := t.figure(s.Unit().Size(s.Change))
	switch {
	case s.Real() && s.Direction() == "up":
		return fmt.Sprintf(t.Rose, name, size, value)
	case s.Real():
		return fmt.Sprintf(t.Fell, name, size, value)
	case s.Verdict == figure.CouldChance:
		return fmt.Sprintf(t.NoReal, name, value)
	}
	return fmt.Sprintf(t.TooFewToCompare, name, value)
}

func (t teller) value(s week.Score) string { return t.figure(s.Unit().Value(s.Value)) }

func (t teller) tested() string { return t.number(int64(t.all), t.Tested1, t.Tested) }

func (t teller) realScores() []week.Score {
	return slices.DeleteFunc(t.Strip(), func(s week.Score) bool { return !s.Real() })
}

func (t teller) alarmsIn(state string) []alarm {
	return slices.DeleteFunc(slices.Clone(t.alarms), func(a alarm) bool {
		told := state == "new" && a.kind == "mover" // among the themes that moved
		return a.state != state || told || !t.comparable() && a.kind != "silence"
	})
}
