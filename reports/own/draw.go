package own

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

const (
	mostQuotes    = 50
	mostMultiples = 24
	mostBars      = 60
	mostDots      = 100
	mostPoints    = 1000
)

// rowsView is a chart whose rows stand in a table: dots and bars of names.
type rowsView struct {
	X, Y, Low string // the columns' heads
	Axis      template.HTML
	Rows      []rowView
}

type rowView struct {
	Name, Value, Interval string
	Picture               template.HTML
}

// draw adds the picture to a block. What only the data show (two values for one
// day, a bar below zero) is a problem.
func (r *reader) draw(v *blockView, a result) (err error) {
	switch a.block.kind {
	case "line", "band":
		v.Picture, err = r.trend(v.ID, v.Title, a, a.rows, nil)
	case "small-multiples":
		err = r.multiples(v, a)
	case "bar":
		err = r.bars(v, a)
	case "dots":
		v.Rows, err = r.dots(v, a)
	case "quotes":
		v.quote(a)
	}
	return err
}

// note adds a sentence to what a block says of what it leaves out.
func (v *blockView) note(format string, args ...any) {
	v.Cut = strings.TrimSpace(v.Cut + " " + fmt.Sprintf(format, args...))
}

// points are the rows that have a day and a value, in the order of days.
func (a result) points(rows [][]any) (all []chart.Point) {
	for _, row := range rows {
		day, ok := a.cell(row, "x").(time.Time)
		value := a.number(row, "y")
		if !ok || value == nil {
			continue
		}
		p := chart.Point{Day: day, Value: *value, Low: *value, High: *value}
		if low, high := a.number(row, "low"), a.number(row, "high"); low != nil && high != nil {
			p.Low, p.High = *low, *high
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(p, q chart.Point) int { return p.Day.Compare(q.Day) })
	return all[max(0, len(all)-mostPoints):]
}

// frame is what pictures side by side have in common.
type frame struct {
	first, last time.Time
	cover       []float64
}

func (r *reader) trend(id, title string, a result, rows [][]any, shared *frame) (template.HTML, error) {
	points := a.points(rows)
	every := time.Duration(math.MaxInt64)
	for i := 1; i < len(points); i++ {
		apart := points[i].Day.Sub(points[i-1].Day)
		if apart == 0 {
			r.wrong(a.block.line, "x: there are two values for %s: group by it in the query, or draw small-multiples by what tells them apart", figure.ISO(points[i].Day))
			return "", nil
		}
		every = min(every, apart)
	}
	if len(points) == 0 {
		return "", nil
	}
	unit := a.block.settings["unit"]
	last := points[len(points)-1]
	t := chart.Trend{
		ID: id, Title: title, First: points[0].Day, Last: last.Day, Points: points, Plain: a.block.settings["low"] == "", Every: every,
		Tick: func(v float64) string { return written(&v, unit) },
	}
	if len(points) == 1 {
		t.Every = 0
	}
	t.Desc = fmt.Sprintf("From %s on %s to %s on %s.", t.Tick(points[0].Value), figure.Day(t.First), t.Tick(last.Value), figure.Day(t.Last))
	if !t.Plain {
		t.Desc += fmt.Sprintf(" The band of the last one is from %s to %s.", t.Tick(last.Low), t.Tick(last.High))
	}
	if shared != nil {
		t.First, t.Last, t.Cover, t.Small = shared.first, shared.last, shared.cover, true
	}
	t.Least, t.Most = limits(unit, points)
	return t.SVG()
}

// limits are those of the unit, where the values keep to them.
func limits(unit string, points []chart.Point) (least, most float64) {
	least, most = math.Inf(-1), math.Inf(1)
	switch unit {
	case "percent":
		least, most = 0, 100
	case "points":
		least, most = -100, 100
	case "count":
		least = 0
	}
	for _, p := range points {
		if min(p.Low, p.Value) < least || max(p.High, p.Value) > most {
			return math.Inf(-1), math.Inf(1)
		}
	}
	return least, most
}

// multiples draws a small picture for each value of a column, on one axis, in
// the order in which the query gives them.
func (r *reader) multiples(v *blockView, a result) error {
	groups := map[string][][]any{}
	var names []string
	at := a.place(a.block.settings["by"])
	for _, row := range a.rows {
		name := shown(row[at], "", a.columns[at].sort == "date")
		if groups[name] == nil {
			names = append(names, name)
		}
		groups[name] = append(groups[name], row)
	}
	if len(names) > mostMultiples {
		v.note("Of %s pictures, the first %d are drawn.", figure.Whole(int64(len(names))), mostMultiples)
		names = names[:mostMultiples]
	}
	var shared frame
	for _, name := range names {
		for _, p := range a.points(groups[name]) {
			if shared.first.IsZero() || p.Day.Before(shared.first) {
				shared.first = p.Day
			}
			if p.Day.After(shared.last) {
				shared.last = p.Day
			}
			shared.cover = append(shared.cover, p.Low, p.High)
		}
	}
	if len(shared.cover) > 0 {
		shared.cover = []float64{slices.Min(shared.cover), slices.Max(shared.cover)}
	}
	for i, name := range names {
		picture, err := r.trend(fmt.Sprintf("%s-%d", v.ID, i+1), v.Title+": "+name, a, groups[name], &shared)
		if err != nil {
			return err
		}
		m := multipleView{Name: name, Picture: picture}
		if picture == "" {
			m.Said = "No value to draw."
		}
		v.Multiples = append(v.Multiples, m)
	}
	return nil
}
