package mail

import (
	"fmt"
	"strings"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

// view is what both templates lay out: every number in it is written already,
// so that the two parts cannot say different ones.
type view struct {
	W                                words
	Subject, Headline, Second        string
	Workspace, Period                string
	Changed, Why, Decide             []string
	Strip, Segments                  []cell
	Up, Down                         []moverRow
	MoreMovers                       string
	Alarms                           []alarmRow
	MoreAlarms                       string
	Verdicts                         []verdictRow
	MoreVerdicts                     string
	Plan                             []string
	Unheard                          []string
	Quotes                           []quoteRow
	MoreQuotes                       string
	Nothing                          []string
	Sources                          []sourceRow
	MoreSources                      string
	Unthemed                         string
	Links                            []link
	Files                            string
	Reasons                          []string
	Unsubscribe, UnsubscribeAt, Made string
}

// cell is one row of figures.
type cell struct {
	Name, Period, Value, Interval string
	Arrow, Change, ChangeInterval string
	N, Verdict                    string
}

// moverRow is one theme that moved. Bar is the length of its bar in per cents
// of the longest one.
type moverRow struct {
	Arrow, Word, Name string
	Item, ItemURL     string
	People            string
	Bar, Rest         int
	Ratio, Interval   string
	Q, Verdict        string
	Colour            string
}

type alarmRow struct{ State, Text string }

type verdictRow struct{ Release, Theme, Expected, Text string }

type quoteRow struct{ Text, Cut, By string }

type sourceRow struct{ Name, Newest, State string }

type link struct{ Text, URL string }

// cut says how much of the tails a message keeps.
type cut struct{ quotes, rows int }

func newView(d Data, e Edition, c cut) view {
	t := teller{speak(e.Language), d.only(e)}
	v := view{
		W: t.words, Subject: t.subject(), Headline: capital(t.headline()), Second: t.second(),
		Workspace: plain(d.run.Workspace), Changed: t.changes(), Why: t.reasons(), Decide: t.decisions(),
	}
	v.Period = t.day(t.facts.Date)
	if !t.facts.Week.IsZero() {
		v.Period = fmt.Sprintf(t.words.Week, t.span(t.facts.Week, t.lastDay()))
	}
	if !t.silent() {
		v.Strip, v.Segments = t.cells(), t.segmentCells(e.Segments)
		t.addMovers(&v, c)
		t.addNothing(&v)
	}
	t.addAlarms(&v, c)
	t.addVerdicts(&v, c)
	t.addPlan(&v, c)
	t.addUnheard(&v, c)
	t.addQuotes(&v, c)
	t.addSources(&v, c)
	t.addLinks(&v, e)
	return v
}

func capital(text string) string {
	letters := []rune(text)
	if len(letters) == 0 {
		return ""
	}
	return strings.ToUpper(string(letters[:1])) + string(letters[1:])
}

func (t teller) cells() []cell {
	var all []cell
	for _, s := range t.Strip() {
		all = append(all, t.cell(s, t.metric(s.Metric, s.Convention)))
	}
	return all
}

// segmentCells is the main score of each segment that the reader asked for.
func (t teller) segmentCells(segments []string) []cell {
	var all []cell
	for _, segment := range segments {
		var own []week.Score
		for _, g := range t.groups {
			if g.segment == segment {
				own = append(own, g.Score)
			}
		}
		s, ok := week.Main(own)
		name := plain(segment)
		if ok {
			name += ", " + t.metric(s.Metric, s.Convention)
		}
		all = append(all, t.cell(s, name))
	}
	return all
}

func (t teller) cell(s week.Score, name string) cell {
	c := cell{Name: name, Value: t.value(s), N: t.whole(s.N), Verdict: t.NoFigure}
	if s.N == 0 && (s.Metric != "people" || s.Value == nil) {
		c.Value, c.N = figure.None, "0"
		return c
	}
	c.Period = t.period(s)
	if interval := s.Unit().Interval(s.Low, s.High); interval != "" && s.N > 1 {
		c.Interval = t.figure(interval)
	}
	c.Verdict = t.NotCompared
	if !s.Compared() || !t.comparable() {
		return c
	}
	c.Arrow, c.Change = figure.Arrow(s.Direction()), t.figure(s.Unit().Change(s.Change))
	if interval := s.Unit().ChangeInterval(s.ChangeLow, s.ChangeHigh); interval != "" {
		c.ChangeInterval = t.figure(interval)
	}
	if word := t.words.Verdicts[s.Verdict]; word != "" {
		c.Verdict = word
	}
	return c
}

func (t teller) period(s week.Score) string {
	last := t.shortDay(s.LastDay())
	if s.Weeks() == 1 {
		return fmt.Sprintf(t.PeriodWeek, last)
	}
	return fmt.Sprintf(t.words.Period, s.Weeks(), last)
}

// addMovers is left out of a week in which nothing moved: such a mail is short.
func (t teller) addMovers(v *view, c cut) {
	if len(t.moved()) == 0 {
		return
	}
	up, down := t.shown("up"), t.shown("down")
	longest := int64(1)
	for _, m := range append(up[:len(up):len(up)], down...) {
		longest = max(longest, m.people)
	}
	up, down = up[:min(len(up), c.rows)], down[:min(len(down), c.rows)]
	for _, m := range up {
		v.Up = append(v.Up, t.moverRow(m, longest))
	}
	for _, m := range down {
		v.Down = append(v.Down, t.moverRow(m, longest))
	}
	v.MoreMovers = t.more(t.words.MoversMore, t.realMoves()-len(up)-len(down))
}

func (t teller) moverRow(m mover, longest int64) moverRow {
	row := moverRow{
		Arrow: figure.Arrow(m.direction), Word: t.Up, Name: plain(m.name), Colour: "#b5542c",
		People: fmt.Sprintf(t.PeopleOf, t.whole(m.people), t.whole(m.exposure)),
		Bar:    int(100 * m.people / longest), Ratio: t.figure(figure.Ratio(m.ratio)),
		Q: t.figure(figure.Equation("q", m.q)), Verdict: t.words.Verdicts[m.judgement],
	}
	if m.direction == "down" {
		row.Word, row.Colour = t.words.Down, "#3f74a8"
	}
	if m.isNew() {
		row.Ratio = t.New
	}
	if m.low != nil {
		row.Interval = t.figure(figure.RatioInterval(m.low, m.high))
	}
	row.Rest = 100 - row.Bar
	if t.known["theme_items"] {
		row.Item = t.NoItem
	}
	for _, i := range t.items {
		if i.theme == m.theme {
			row.Item, row.ItemURL = strings.TrimSpace(plain(i.key)+" "+plain(i.title)), safeURL(i.url)
		}
	}
	return row
}

// more says how much was left out; nothing for none.
func (t teller) more(text string, n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(text, t.whole(int64(n)))
}

func (t teller) addNothing(v *view) {
	if !t.comparable() {
		v.Nothing = []string{t.NotRuledOut}
		return
	}
	var chance, few, still []string
	for _, m := range t.movers {
		switch m.judgement {
		case figure.CouldChance:
			chance = append(chance, plain(m.name))
		case figure.TooFew:
			few = append(few, plain(m.name))
		}
	}
	for _, s := range t.Strip() {
		if s.Compared() && !s.Real() && t.words.Verdicts[s.Verdict] != "" {
			still = append(still, t.metric(s.Metric, s.Convention))
		}
	}
	count := func(n int) string { return t.whole(int64(n)) }
	v.Nothing = []string{fmt.Sprintf(t.NothingLine, t.tested(), count(len(t.movers)-len(chance)-len(few)), count(len(chance)), count(len(few)))}
	if len(t.movers) < t.all {
		v.Nothing[0] = fmt.Sprintf(t.NothingOwn, t.tested(), count(len(t.movers)-len(chance)-len(few)), count(len(chance)), count(len(few)))
	}
	for _, line := range []struct {
		text  string
		names []string
	}{{t.ChanceNames, chance}, {t.FewNames, few}, {t.StillNames, still}} {
		if len(line.names) > 0 {
			v.Nothing = append(v.Nothing, fmt.Sprintf(line.text, t.some(line.names)))
		}
	}
}
