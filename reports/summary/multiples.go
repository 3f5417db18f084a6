package summary

import (
	"html/template"
	"slices"
	"strconv"
	"time"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// segmentPoint is one week of one segment's measure.
type segmentPoint struct {
	metric, convention, figure, segment, kind string
	week                                      time.Time
	n                                         int64
	value, low, high                          float64
}

func (p *segmentPoint) fields() []any {
	return []any{&p.metric, &p.convention, &p.figure, &p.segment, &p.kind, &p.week, &p.n, &p.value, &p.low, &p.high}
}

// multiplesView is one measure's segments as pictures with one axis.
type multiplesView struct {
	ID, Name string
	List     []multipleView
}

type multipleView struct {
	ID, Segment, Value, Interval, N, Basis string
	Verdict                                verdict
	Picture                                template.HTML
	Rows                                   []trendRow
}

// newMultiples draws a measure's segments where at least two can be compared.
func newMultiples(d data) ([]multiplesView, error) {
	var all []multiplesView
	for _, part := range splitSegments(d.multiples) {
		v := multiplesView{ID: "segments-" + strconv.Itoa(len(all)+1), Name: metricName(part[0][0].metric, part[0][0].convention)}
		cover := coverOf(part)
		for i, points := range part {
			m, err := newMultiple(d, points, cover, v.ID+"-"+strconv.Itoa(i+1))
			if err != nil {
				return nil, err
			}
			v.List = append(v.List, m)
		}
		all = append(all, v)
	}
	return all, nil
}

// splitSegments cuts the points by measure and segment, NPS first; a measure of
// one segment, or a segment of one point, is no series.
func splitSegments(points []segmentPoint) [][][]segmentPoint {
	var all [][][]segmentPoint
	for i := 0; i < len(points); {
		first, end := points[i], i
		for end < len(points) && points[end].metric == first.metric && points[end].convention == first.convention && points[end].segment == first.segment {
			end++
		}
		begins := i == 0 || points[i-1].metric != first.metric || points[i-1].convention != first.convention
		if begins {
			all = append(all, nil)
		}
		if end-i > 1 {
			all[len(all)-1] = append(all[len(all)-1], points[i:end])
		}
		i = end
	}
	all = slices.DeleteFunc(all, func(part [][]segmentPoint) bool { return len(part) < 2 })
	sortByRank(all, func(part [][]segmentPoint) string { return part[0][0].metric })
	return all
}

// coverOf is what the axis of all segments has to show.
func coverOf(part [][]segmentPoint) []float64 {
	var all []float64
	for _, points := range part {
		for _, p := range points {
			all = append(all, p.low, p.high)
		}
	}
	return []float64{slices.Min(all), slices.Max(all)}
}

func newMultiple(d data, points []segmentPoint, cover []float64, id string) (multipleView, error) {
	last := points[len(points)-1]
	unit := figure.UnitOf(last.figure)
	v := multipleView{
		ID: id, Segment: last.segment, Value: unit.Value(&last.value), Interval: unit.Interval(&last.low, &last.high),
		N: "n = " + figure.Whole(last.n), Basis: basis(last.kind), Verdict: segmentVerdict(d, last),
	}
	picture := chart.Trend{
		ID: id, Title: last.segment + ", " + metricName(last.metric, last.convention) + " over 26 weeks", Small: true, Cover: cover,
		First: d.facts.Week.AddDate(0, 0, -175), Last: d.lastDay(), Tick: func(x float64) string { return unit.Value(&x) },
		Desc: "At " + figure.ShortDay(endOf(last.week)) + ": " + v.Value + " (" + v.Interval + ", " + v.N + "). The thin line is everybody. All values stand in the table.",
	}
	picture.Least, picture.Most = limits(unit)
	for _, p := range points {
		picture.Points = append(picture.Points, chart.Point{Day: endOf(p.week), Value: p.value, Low: p.low, High: p.high})
		v.Rows = append(v.Rows, trendRow{figure.Day(endOf(p.week)), unit.Value(&p.value), unit.Interval(&p.low, &p.high), figure.Whole(p.n)})
	}
	for _, p := range d.trend {
		if p.metric == last.metric && p.convention == last.convention && p.kind == last.kind {
			picture.Reference = append(picture.Reference, chart.Point{Day: endOf(p.week), Value: p.value})
		}
	}
	var err error
	v.Picture, err = picture.SVG()
	return v, err
}

// segmentVerdict is that of the segment's last 13 weeks against the 13 before.
func segmentVerdict(d data, p segmentPoint) verdict {
	if !d.comparable() {
		return newVerdict("")
	}
	for _, g := range d.groups {
		if g.dimension == "segment" && g.value == p.segment && g.metric == p.metric && g.convention == p.convention && g.n0 != nil && *g.n0 > 0 {
			return newVerdict(g.verdict)
		}
	}
	return newVerdict("")
}

// sortByRank puts measures in their usual order, NPS first.
func sortByRank[T any](list []T, metric func(T) string) {
	slices.SortStableFunc(list, func(a, b T) int { return rank(metric(a)) - rank(metric(b)) })
}
