package summary

import (
	"html/template"
	"strconv"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/themes"
)

// themesView is the table of all themes; the first ones stand open.
type themesView struct {
	Period     string
	Known      int // themes that are set up
	First      []themeView
	Rest       []themeView
	Unreported int // further themes, which only the CSV file holds
}

type themeView struct {
	Name, Parent, Path      string
	People, Share, Exposure string
	Net, Mood               string
	Spark                   template.HTML
	Verdict                 verdict
	Arrow                   string
	Slope, SlopeInterval    string
	SlopeVerdict            verdict
}

const (
	openThemes   = 25
	listedThemes = themes.Listed
)

func newThemes(d data) (themesView, error) {
	var v themesView
	if !d.facts.Week.IsZero() {
		v.Period = "13 weeks to " + figure.Day(d.lastDay())
	}
	v.Known = len(d.themes)
	if v.Known == 0 || d.themes[0].people == 0 { // those with most people come first
		return v, nil
	}
	names := map[string]string{}
	for _, t := range d.themes {
		names[t.id] = t.name
	}
	v.Unreported = max(0, len(d.themes)-listedThemes)
	for i, t := range d.themes[:min(len(d.themes), listedThemes)] {
		row, err := newTheme(d, t, names[t.parent], "theme-"+strconv.Itoa(i+1))
		if err != nil {
			return v, err
		}
		if i < openThemes {
			v.First = append(v.First, row)
		} else {
			v.Rest = append(v.Rest, row)
		}
	}
	return v, nil
}

func newTheme(d data, t theme, parent, id string) (themeView, error) {
	v := themeView{Name: t.name, Parent: parent, Path: d.pathOf(t.id), People: figure.Whole(t.people), Verdict: newVerdict(t.verdict)}
	v.Share = figure.Share.Value(t.share)
	if t.exposure > 0 && t.share != nil {
		v.Exposure = figure.Share.Interval(t.shareLow, t.shareHigh) + " of " + figure.Whole(t.exposure)
	}
	v.Net = figure.Points.Value(t.net)
	if t.net != nil {
		v.Mood = figure.Points.Interval(t.netLow, t.netHigh) + ", n = " + figure.Whole(t.people)
	}
	v.Slope, v.SlopeInterval, v.SlopeVerdict = driftOf(d, t.id)
	switch {
	case !d.comparable():
		v.Verdict = newVerdict("")
	case t.verdict == figure.RealChange:
		v.Arrow = figure.Arrow(t.direction)
	}
	var err error
	v.Spark, err = sparkOf(d, t.id, t.name, id)
	return v, err
}

// pathOf is the page of a theme; empty where it has none.
func (d data) pathOf(id string) string {
	for _, t := range d.themes[:min(len(d.themes), listedThemes)] {
		if t.id == id {
			return themes.Path(id)
		}
	}
	return ""
}
