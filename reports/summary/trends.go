package summary

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"time"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

// trendsView is the section of trends.
type trendsView struct {
	List     []trendView
	Releases []string // numbered as the marks are; empty: none, or too many to number
	Unnamed  int      // releases that are marked without a number
}

// trendView is one measure over 26 weeks.
type trendView struct {
	ID, Name, Basis string
	Picture         template.HTML
	Single          string // what stands in the picture's place when there is one point
	Rows            []trendRow
	Wide            bool
	Slope           string // its slow course
	SlopeVerdict    verdict
}

type trendRow struct{ Week, Value, Interval, N string }

// numbered is how many releases can carry a number in a picture of 26 weeks.
const numbered = 12

func newTrends(d data) (trendsView, error) {
	var v trendsView
	if len(d.releases) <= numbered {
		for i, r := range d.releases {
			v.Releases = append(v.Releases, fmt.Sprintf("%d: %s (%s)", i+1, r.name, figure.ShortDay(r.on)))
		}
	} else {
		v.Unnamed = len(d.releases)
	}
	for _, points := range trendsOf(d) {
		view, err := newTrend(d, points, len(v.List))
		if err != nil {
			return v, err
		}
		v.List = append(v.List, view)
	}
	if len(v.List)%2 == 1 {
		v.List[0].Wide = true
	}
	return v, nil
}

// trendsOf splits the points by measure, NPS first, and keeps of each the length
// of period that shows it best.
func trendsOf(d data) [][]point {
	type measure struct{ metric, convention string }
	var order []measure
	byMeasure := map[measure][]point{}
	for _, p := range d.trend {
		m := measure{p.metric, p.convention}
		if byMeasure[m] == nil {
			order = append(order, m)
		}
		byMeasure[m] = append(byMeasure[m], p)
	}
	slices.SortStableFunc(order, func(a, b measure) int { return rank(a.metric) - rank(b.metric) })
	var all [][]point
	for _, m := range order {
		all = append(all, ofKind(byMeasure[m], append(slices.Clone(d.Scores), d.Sentiment...)))
	}
	return all
}

func rank(metric string) int {
	return slices.Index([]string{"stars", "ces", "csat", "nps"}, metric) * -1
}

// ofKind keeps the points of one length of period: that of the figure in the
// strip, so that the line ends there; without one, the longest.
func ofKind(points []point, scores []score) []point {
	kind := ""
	if s, ok := week.Choose(points[0].metric, points[0].convention, scores); ok {
		kind = s.Kind
	}
	var kept []point
	for _, k := range week.Kinds() {
		of := slices.DeleteFunc(slices.Clone(points), func(p point) bool { return p.kind != k })
		if len(of) > 0 && (k == kind || kind == "") {
			kept = of
		}
	}
	if kept == nil {
		return ofKind(points, nil)
	}
	return kept
}

func newTrend(d data, points []point, place int) (trendView, error) {
	first := points[0]
	unit := figure.UnitOf(first.figure)
	v := trendView{ID: "trend-" + strconv.Itoa(place), Name: metricName(first.metric, first.convention), Basis: basis(first.kind)}
	v.Slope, v.SlopeVerdict = slopeOf(d, first.metric, first.convention, unit)
	if len(points) == 1 {
		v.Single = describe(points, unit) + " A line begins with the second one."
		return v, nil
	}
	picture := chart.Trend{
		ID: v.ID, Title: v.Name + " over 26 weeks", First: d.facts.Week.AddDate(0, 0, -175), Last: d.lastDay(),
		Tick: func(x float64) string { return unit.Value(&x) },
	}
	picture.Least, picture.Most = limits(unit)
	for _, p := range points {
		picture.Points = append(picture.Points, chart.Point{Day: endOf(p.week), Value: p.value, Low: p.low, High: p.high})
		v.Rows = append(v.Rows, trendRow{figure.Day(endOf(p.week)), unit.Value(&p.value), unit.Interval(&p.low, &p.high), figure.Whole(p.n)})
	}
	picture.Marks = marks(d.releases)
	picture.Desc = describe(points, unit)
	var err error
	v.Picture, err = picture.SVG()
	return v, err
}

func basis(kind string) string {
	switch kind {
	case "r4":
		return "each point: the 4 weeks up to it"
	case "r13":
		return "each point: the 13 weeks up to it"
	}
	return "each point: one week"
}

// limits are the least and the greatest value of a unit. Effort as a mean has
// those of the scale as asked: the picture takes what it needs.
func limits(unit figure.Unit) (least, most float64) {
	switch unit {
	case figure.Points:
		return -100, 100
	case figure.Share:
		return 0, 100
	}
	return 0, 10
}

func describe(points []point, unit figure.Unit) string {
	first, last := points[0], points[len(points)-1]
	say := func(p point) string {
		return fmt.Sprintf("%s (%s, n = %s) at %s", unit.Value(&p.value), unit.Interval(&p.low, &p.high), figure.Whole(p.n), figure.ShortDay(endOf(p.week)))
	}
	if len(points) == 1 {
		return "One point only: " + say(first) + "."
	}
	return "From " + say(first) + " to " + say(last) + ". The band is the 95 % interval. All values stand in the table below the picture."
}

func marks(releases []release) []chart.Mark {
	var all []chart.Mark
	for i, r := range releases {
		m := chart.Mark{Day: r.on}
		if len(releases) <= numbered {
			m.Label = strconv.Itoa(i + 1)
		}
		all = append(all, m)
	}
	return all
}

// endOf is the Sunday of a week.
func endOf(week time.Time) time.Time { return week.AddDate(0, 0, 6) }
