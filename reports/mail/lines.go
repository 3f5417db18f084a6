package mail

import (
	"fmt"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

// changes says what changed beyond chance, and nothing else.
func (t teller) changes() []string {
	switch {
	case t.nothing():
		return []string{t.NothingYet}
	case t.early():
		return []string{t.EarlyChanged}
	case t.silent():
		return []string{fmt.Sprintf(t.PausedChanged, t.span(t.facts.Week, t.lastDay()))}
	case len(t.late()) > 0:
		return []string{t.StaleChanged}
	case !t.Before:
		return []string{t.FirstChanged}
	}
	var all []string
	for _, m := range t.moved() {
		all = append(all, t.moverLine(m))
	}
	all = t.limit(all)
	for _, s := range t.realScores() {
		all = append(all, t.scoreLine(s))
	}
	if len(all) == 0 {
		return []string{t.NothingChanged}
	}
	return all
}

func (t teller) moverLine(m mover) string {
	if m.isNew() {
		return fmt.Sprintf(t.MoverNew, plain(m.name), t.persons(m.people))
	}
	return fmt.Sprintf(t.MoverRate, plain(m.name), t.persons(m.people), t.figure(figure.Plain(*m.ratio)))
}

func (t teller) scoreLine(s week.Score) string {
	name := t.metric(s.Metric, s.Convention)
	if s.Unit() == figure.Count {
		return fmt.Sprintf(t.PeopleChange, name, t.value(s), t.figure(s.Unit().Value(s.Value0)))
	}
	return fmt.Sprintf(t.ScoreChange, name, t.value(s), t.figure(s.Unit().Change(s.Change)), t.baseline(s))
}

// baseline says what the figure is compared with.
func (t teller) baseline(s week.Score) string {
	switch {
	case s.Metric == "people":
		return t.AgainstMean
	case s.Weeks() == 1:
		return t.AgainstWeek
	}
	return fmt.Sprintf(t.Against, s.Weeks())
}

// limit keeps the first few and counts the rest.
func (t teller) limit(lines []string) []string {
	rest := len(lines) - said
	if rest <= 0 {
		return lines
	}
	return append(lines[:said:said], t.number(int64(rest), t.More1, t.More))
}

// reasons gives n, interval and q of what changed; with no change, what was
// tested and how near it came.
func (t teller) reasons() []string {
	switch {
	case t.nothing():
		return []string{t.NothingWhy}
	case t.early():
		return []string{fmt.Sprintf(t.EarlyWhy, t.day(t.facts.Newest))}
	case t.silent():
		return append([]string{fmt.Sprintf(t.PausedWhy, t.day(t.facts.Newest))}, t.lateness()...)
	case len(t.late()) > 0:
		return t.lateness()
	case !t.Before:
		return []string{t.number(t.InWeek, t.FirstWhy1, t.FirstWhy)}
	}
	var all []string
	for _, m := range t.moved() {
		all = append(all, t.moverReason(m))
	}
	if all = t.limit(all); len(all) == 0 {
		all = append(all, t.nearest())
	}
	for _, s := range t.realScores() {
		all = append(all, t.scoreReason(s))
	}
	if s, ok := week.Main(t.Scores); ok && s.Compared() && !s.Real() {
		all = append(all, t.scoreReason(s))
		if s.Verdict == figure.TooFew && s.Detectable != nil {
			all = append(all, fmt.Sprintf(t.Unseen, t.figure(s.Unit().Size(s.Detectable)), t.whole(s.N)))
		}
	}
	return all
}

func (t teller) moverReason(m mover) string {
	chance := t.figure(figure.Equation("q", m.q))
	now, before := []any{t.whole(m.people), t.whole(m.exposure)}, []any{t.whole(m.people0), t.whole(m.exposure0)}
	if m.isNew() || m.low == nil {
		return fmt.Sprintf(t.MoverWhyNew, plain(m.name), now[0], now[1], before[0], before[1], chance, t.tested())
	}
	return fmt.Sprintf(t.MoverWhy, plain(m.name), now[0], now[1], before[0], before[1],
		t.figure(figure.Plain(*m.ratio)), t.figure(figure.RatioInterval(m.low, m.high)), chance, t.tested())
}

func (t teller) scoreReason(s week.Score) string {
	return fmt.Sprintf(t.ScoreWhy, t.metric(s.Metric, s.Convention), t.whole(s.N), t.whole(*s.N0),
		t.figure(s.Unit().Change(s.Change)), t.figure(s.Unit().ChangeInterval(s.ChangeLow, s.ChangeHigh)))
}

// nearest says what came nearest to a change.
func (t teller) nearest() string {
	if len(t.movers) == 0 {
		return t.NoThemes
	}
	least := t.movers[0]
	for _, m := range t.movers {
		if m.chance() < least.chance() {
			least = m
		}
	}
	if least.q == nil {
		return fmt.Sprintf(t.NoneCompared, t.tested())
	}
	return fmt.Sprintf(t.Nearest, t.tested(), plain(least.name), t.figure(figure.Equation("q", least.q)))
}

func (t teller) lateness() []string {
	var all []string
	for _, s := range t.late() {
		text := fmt.Sprintf(t.StaleWhy, plain(s.Name), t.number(s.Days, t.Day, t.Days))
		if s.Last != nil {
			text += fmt.Sprintf(t.StaleSince, t.day(*s.Last))
		}
		if s.Allowed != nil {
			text += fmt.Sprintf(t.StaleAllowed, t.allowance(*s.Allowed))
		}
		all = append(all, text+".")
	}
	return t.limit(all)
}

func (t teller) allowance(days int64) string {
	if t.Code == "de" && days != 1 {
		return t.whole(days) + " Tage"
	}
	return t.number(days, t.Day, t.Days)
}

// decisions asks what the figures leave to people.
func (t teller) decisions() []string {
	switch {
	case t.nothing():
		return []string{t.NothingDecide}
	case t.early():
		return []string{t.EarlyDecide}
	case t.silent():
		return []string{t.PausedDecide}
	case len(t.late()) > 0:
		return []string{fmt.Sprintf(t.StaleDecide, t.series(names(t.late())))}
	case !t.Before:
		return []string{t.FirstDecide}
	}
	var all []string
	for _, m := range t.moved() {
		all = append(all, t.decide(m))
	}
	all = t.limit(all)
	for _, s := range t.realScores() {
		all = append(all, fmt.Sprintf(t.DecideScore, t.metric(s.Metric, s.Convention)))
	}
	if len(all) > 0 {
		return all
	}
	if s, ok := week.Main(t.Scores); ok && s.Compared() && s.Verdict == figure.TooFew {
		return []string{t.DecideAsk}
	}
	return []string{t.DecideNothing}
}

func (t teller) decide(m mover) string {
	with, without := t.DecideUpOwner, t.DecideUp
	if m.direction == "down" {
		with, without = t.DecideDownOwner, t.DecideDown
	}
	if m.owner == "" {
		return fmt.Sprintf(without, plain(m.name))
	}
	return fmt.Sprintf(with, plain(m.name), plain(m.owner))
}

func names(list []week.Source) []string {
	var all []string
	for _, s := range list {
		all = append(all, plain(s.Name))
	}
	return all
}
