package summary

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// groupsView is one measure by one dimension: a dot with its interval a row.
type groupsView struct {
	ID, Title, Dimension string
	Axis                 template.HTML
	Rows                 []groupView
	More                 int // values with fewer answers, which only the CSV file holds
	Open                 bool
}

type groupView struct {
	Name, N, Value, Interval string
	Dot                      template.HTML
	Arrow, Change            string
	ChangeInterval           string
	Verdict                  verdict
	Note                     string
}

// shownGroups is how many values of a dimension are drawn, those with most answers.
const shownGroups = 12

func newGroups(d data) ([]groupsView, error) {
	var all []groupsView
	for _, part := range splitGroups(d.groups) {
		if len(part) < 2 && part[0].dimension != "segment" {
			continue // one channel alone says nothing that the strip does not
		}
		v, err := newGroup(d, part, "groups-"+strconv.Itoa(len(all)+1))
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// splitGroups cuts the rows by measure and dimension, segments first.
func splitGroups(rows []group) [][]group {
	var segments, others [][]group
	for i := 0; i < len(rows); {
		end := i
		for end < len(rows) && rows[end].metric == rows[i].metric && rows[end].convention == rows[i].convention && rows[end].dimension == rows[i].dimension {
			end++
		}
		if rows[i].dimension == "segment" {
			segments = append(segments, rows[i:end])
		} else {
			others = append(others, rows[i:end])
		}
		i = end
	}
	byMetric := func(a, b []group) int { return rank(a[0].metric) - rank(b[0].metric) }
	slices.SortStableFunc(segments, byMetric)
	slices.SortStableFunc(others, byMetric)
	return append(segments, others...)
}

func newGroup(d data, rows []group, id string) (groupsView, error) {
	first := rows[0]
	unit := figure.UnitOf(first.figure)
	v := groupsView{
		ID: id, Title: metricName(first.metric, first.convention) + " by " + first.dimension, Dimension: capital(first.dimension),
		More: max(0, len(rows)-shownGroups), Open: first.dimension == "segment",
	}
	rows = rows[:min(len(rows), shownGroups)]
	everybody := everybodys(d.Scores, first)
	axis := axisOf(rows, everybody, unit)
	var err error
	if v.Axis, err = axis.SVG(); err != nil {
		return v, err
	}
	for i, g := range rows {
		row, err := newGroupRow(d, g, unit, axis, everybody, id+"-"+strconv.Itoa(i+1))
		if err != nil {
			return v, err
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

// everybodys is the measure over all people in the same 13 weeks.
func everybodys(scores []score, g group) *float64 {
	for _, s := range scores {
		if s.Kind == "r13" && s.Metric == g.metric && s.Convention == g.convention {
			return s.Value
		}
	}
	return nil
}

func axisOf(rows []group, everybody *float64, unit figure.Unit) chart.Axis {
	low, high := math.Inf(1), math.Inf(-1)
	for _, g := range rows {
		low, high = math.Min(low, g.low), math.Max(high, g.high)
	}
	if everybody != nil {
		low, high = math.Min(low, *everybody), math.Max(high, *everybody)
	}
	least, most := limits(unit)
	return chart.NewAxis(low, high, least, most, func(x float64) string { return unit.Value(&x) })
}

func newGroupRow(d data, g group, unit figure.Unit, axis chart.Axis, everybody *float64, id string) (groupView, error) {
	v := groupView{
		Name: valueName(g.dimension, g.value), N: figure.Whole(g.n), Value: unit.Value(&g.score), Interval: unit.Interval(&g.low, &g.high),
		Verdict: newVerdict(g.verdict),
	}
	switch {
	case !d.comparable() || g.change == nil || g.n0 == nil || *g.n0 == 0:
		v.Verdict = newVerdict("")
	default:
		v.Arrow, v.Change = figure.Arrow(unit.Direction(g.change)), unit.Change(g.change)
		v.ChangeInterval = unit.ChangeInterval(g.changeLow, g.changeHigh)
		if g.verdict == figure.TooFew && g.detectable != nil {
			v.Note = "less than " + unit.Size(g.detectable) + " could not be seen"
		}
	}
	row := chart.Row{
		ID: id, Value: g.score, Low: g.low, High: g.high, Reference: everybody,
		Title: fmt.Sprintf("%s: %s, interval %s, n = %s", v.Name, v.Value, v.Interval, v.N),
	}
	row.From, row.To = axis.Ends()
	var err error
	v.Dot, err = row.SVG()
	return v, err
}
