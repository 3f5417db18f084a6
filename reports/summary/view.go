package summary

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// view is what the templates lay out: every number is written already.
type view struct {
	Lead     lead
	Strip    []cell
	Alarms   alarmsView
	Trends   trendsView
	Courses  []courseView
	Movers   moversView
	Impacts  impactsView
	Themes   themesView
	Groups   groupsSection
	Plan     page.Section
	Planned  bool
	Claims   claimsView
	Heard    heardView
	Unthemed unthemedView
	Nothing  nothingView
	Method   methodView
}

// groupsSection is who is satisfied: over 26 weeks, then the last 13.
type groupsSection struct {
	Multiples []multiplesView
	Tables    []groupsView
}

func newView(d data) (view, error) {
	v := view{Lead: newLead(d), Strip: strip(d), Nothing: newNothing(d), Method: newMethod(d), Alarms: newAlarms(d), Claims: newClaims(d), Plan: d.plan, Planned: d.planned}
	var errs [9]error
	v.Trends, errs[0] = newTrends(d)
	v.Movers, errs[1] = newMovers(d)
	v.Themes, errs[2] = newThemes(d)
	v.Groups.Tables, errs[3] = newGroups(d)
	v.Unthemed, errs[4] = newUnthemed(d)
	v.Courses, errs[5] = newCourses(d)
	v.Impacts, errs[6] = newImpacts(d)
	v.Groups.Multiples, errs[7] = newMultiples(d)
	v.Heard, errs[8] = newHeard(d)
	return v, errors.Join(errs[:]...)
}

// verdict is a verdict word as the page frames it.
type verdict = page.Verdict

func newVerdict(word string) verdict { return page.NewVerdict(word) }

// cell is one figure of the strip.
type cell struct {
	Name, Value            string
	Interval, Count        string
	Period                 string
	Arrow, Change, Against string
	ChangeInterval         string
	Verdict                verdict
	Year                   string // against the same period a year before
	Note                   string // why there is no figure, or no comparison; which change could not be seen
}

func strip(d data) []cell {
	var cells []cell
	for _, s := range d.Strip() {
		cells = append(cells, newCell(d, s))
	}
	return cells
}

func newCell(d data, s score) cell {
	c := cell{Name: nameOf(s), Value: s.Unit().Value(s.Value)}
	if s.N == 0 && (s.Metric != "people" || s.Value == nil) {
		c.Verdict, c.Note = newVerdict(figure.NoAnswers), absent(s.Metric)
		if s.Metric == "people" {
			c.Value, c.Note = "0", "Nobody in the week."
		}
		return c
	}
	c.Interval, c.Count, c.Period = s.Unit().Interval(s.Low, s.High), counted(s), periodOf(s)
	switch {
	case len(d.Stale()) > 0:
		c.Verdict, c.Note = newVerdict(""), "A source is silent."
	case !s.Compared():
		c.Verdict, c.Note = newVerdict(""), "Nothing before it."
	default:
		c.Arrow, c.Change, c.Against = figure.Arrow(s.Direction()), s.Unit().Change(s.Change), baselineOf(s)
		c.ChangeInterval = s.Unit().ChangeInterval(s.ChangeLow, s.ChangeHigh)
		c.Verdict, c.Note = newVerdict(s.Verdict), unseen(s)
		c.Year = yearOf(d, s)
	}
	return c
}

// changeText is the change with its interval.
func changeText(s score) string {
	text := s.Unit().Change(s.Change)
	if interval := s.Unit().ChangeInterval(s.ChangeLow, s.ChangeHigh); interval != "" {
		text += " (" + interval + ")"
	}
	return text
}

func absent(metric string) string {
	switch metric {
	case "nps", "csat":
		return "Nobody was asked in the last 13 weeks."
	case "sentiment":
		return "No theme was named in the last 13 weeks."
	}
	return "No feedback in the last 13 weeks."
}

// sentence begins a text with a capital letter and ends it with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return capital(text) + "."
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
