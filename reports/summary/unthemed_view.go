package summary

import (
	"fmt"
	"html/template"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
	"github.com/earshot/earshot/reports/week"
)

// unthemedView is the section of what no theme catches.
type unthemedView struct {
	Why     string // why there is nothing to show
	Summary string
	Verdict verdict
	Picture template.HTML
	Weeks   []coverageView
	Terms   []termView
}

type coverageView struct{ Week, Feedback, Unthemed, Share string }

type termView struct {
	Words, People, Before, Lift string
	Example                     page.Quotation
}

func newUnthemed(d data) (unthemedView, error) {
	var v unthemedView
	s, ok := week.Choose("unthemed", "", d.Unthemed)
	if !ok {
		v.Why = "There was no feedback in words in the last 13 weeks."
		return v, nil
	}
	v.Summary = fmt.Sprintf("%s of the feedback (%s), %s, %s.", s.Unit().Value(s.Value), s.Unit().Interval(s.Low, s.High), counted(s), periodOf(s))
	v.Verdict = newVerdict("")
	if d.comparable() && s.Compared() {
		v.Summary += fmt.Sprintf(" Against %s: %s.", baselineOf(s), changeText(s))
		v.Verdict = newVerdict(s.Verdict)
	}
	bars := chart.Bars{
		ID: "coverage", Title: "Feedback a week with and without a theme",
		Desc: "One bar a week; the lower part has a theme, the upper part has none. All counts stand in the table below the picture.",
	}
	for _, c := range d.coverage {
		bars.Weeks = append(bars.Weeks, c.week.Format("2 Jan"))
		bars.Lower, bars.Upper = append(bars.Lower, float64(c.themed)), append(bars.Upper, float64(c.unthemed))
		v.Weeks = append(v.Weeks, newCoverage(c))
	}
	for _, t := range d.terms {
		v.Terms = append(v.Terms, newTerm(t))
	}
	if len(d.coverage) < 2 {
		return v, nil // one bar says no more than the sentence above it
	}
	var err error
	v.Picture, err = bars.SVG()
	return v, err
}

func newCoverage(c coverageWeek) coverageView {
	v := coverageView{figure.Day(endOf(c.week)), figure.Whole(c.feedback), figure.Whole(c.unthemed), figure.None}
	if c.feedback > 0 {
		share := 100 * float64(c.unthemed) / float64(c.feedback)
		v.Share = figure.Share.Value(&share)
	}
	return v
}

func newTerm(t term) termView {
	v := termView{Words: t.words, People: figure.Whole(t.people), Before: figure.Whole(t.people0), Lift: figure.Ratio(t.lift)}
	v.Example.Before, v.Example.Marked, v.Example.After = page.CutAt(t.example, t.words)
	return v
}
