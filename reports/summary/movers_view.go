package summary

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// moversView is the section of the themes that moved.
type moversView struct {
	Why    string // why there is no table; empty: there is one
	Tested string
	Real   []moverView
	Chance []moverView
}

// moverView is one theme of the table with its quotations.
type moverView struct {
	Arrow, Name, Word  string
	Path               string
	Now, Before        string
	Ratio, Interval, Q string
	Verdict            verdict
	Spark              template.HTML
	Who, Mood          string
	Quotes             []page.Quotation
}

func newMovers(d data) (moversView, error) {
	v := moversView{Tested: figure.Number(int64(len(d.movers)), "theme was tested", "themes were tested")}
	up, down := shown(d.movers, "up"), shown(d.movers, "down")
	switch {
	case len(d.Stale()) > 0:
		v.Why = "Not compared: " + sourceNames(d.Stale()) + " is silent, so a theme may have moved only because its voices are missing."
	case d.nothing():
		v.Why = "Nothing has come in yet."
	case d.early():
		v.Why = "The first week is not over yet."
	case !d.Before:
		v.Why = "There is no earlier week to compare with."
	case len(d.movers) == 0:
		v.Why = "No theme is set up, or none has been named in these five weeks."
	case len(up)+len(down) == 0:
		v.Why = v.Tested + ". None moved by more than chance would, or too few people named it to tell."
	}
	if v.Why != "" {
		return v, nil
	}
	if d.movers[0].partial {
		v.Tested += ", against fewer than eight weeks, because no more have feedback"
	}
	for i, m := range append(up, down...) {
		row, err := newMover(d, m, "mover-"+strconv.Itoa(i+1))
		if err != nil {
			return v, err
		}
		if m.isReal() {
			v.Real = append(v.Real, row)
		} else {
			v.Chance = append(v.Chance, row)
		}
	}
	return v, nil
}

func newMover(d data, m mover, id string) (moverView, error) {
	v := moverView{
		Arrow: figure.Arrow(m.direction), Name: m.name, Path: d.pathOf(m.theme), Word: "more", Verdict: newVerdict(m.verdict),
		Now:    figure.Whole(m.people) + " of " + figure.Whole(m.exposure),
		Before: figure.Whole(m.people0) + " of " + figure.Whole(m.exposure0),
		Ratio:  figure.Ratio(m.ratio), Interval: figure.RatioInterval(m.low, m.high), Q: figure.Chance(m.q),
		Who: who(d.said, m), Mood: mood(m), Quotes: quotesOf(d, m),
	}
	if m.direction == "down" {
		v.Word = "less"
	}
	if m.isNew() {
		v.Ratio = "new"
	}
	var err error
	v.Spark, err = sparkOf(d, m.theme, m.name, id)
	return v, err
}

// sparkOf draws the people of each of the last 13 weeks.
func sparkOf(d data, theme, name, id string) (template.HTML, error) {
	s := chart.Spark{ID: id + "-weeks"}
	var words []string
	for _, w := range d.weekly {
		if w.theme == theme {
			s.Counts = append(s.Counts, w.people)
			words = append(words, figure.Whole(w.people))
		}
	}
	s.Title = name + ", people a week, oldest first: " + strings.Join(words, ", ")
	return s.SVG()
}

// who says which segments and channels the theme's people are of.
func who(all []said, m mover) string {
	var parts []string
	for _, dimension := range []string{"segment", "channel"} {
		var words []string
		left, by := m.people, ""
		if dimension == "channel" {
			by = "by "
		}
		for _, s := range all {
			if s.theme == m.theme && s.dimension == dimension {
				words = append(words, figure.Whole(s.people)+" "+by+valueName(dimension, s.value))
				left -= s.people
			}
		}
		if dimension == "segment" && left > 0 && len(words) > 0 {
			words = append(words, figure.Whole(left)+" without segment")
		}
		if len(words) > 6 {
			words = append(words[:6], fmt.Sprintf("%d more", len(words)-6))
		}
		if len(words) > 0 {
			parts = append(parts, strings.Join(words, ", "))
		}
	}
	return sentence(strings.Join(parts, "; "))
}

// valueName is a segment's or channel's name, or that there is none.
func valueName(dimension, value string) string {
	if value == "" {
		return "without " + dimension
	}
	return value
}

func mood(m mover) string {
	if m.moods == nil || *m.moods == 0 {
		return ""
	}
	return fmt.Sprintf("%s negative, %s positive of %s; net sentiment %s (%s).", figure.Whole(*m.negative),
		figure.Whole(*m.positive), figure.Number(*m.moods, "person", "people"),
		figure.Points.Value(m.net), figure.Points.Interval(m.netLow, m.netHigh))
}

func quotesOf(d data, m mover) []page.Quotation {
	var all []page.Quotation
	for _, q := range d.quotes {
		if q.Theme == m.theme {
			all = append(all, q.Quotation())
		}
	}
	return all
}
