package own

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// dots draws values with their intervals on one axis.
func (r *reader) dots(v *blockView, a result) (*rowsView, error) {
	rows, unit := a.rows, a.block.settings["unit"]
	if len(rows) > mostDots {
		v.note("The first %d rows are drawn.", mostDots)
		rows = rows[:mostDots]
	}
	var points []chart.Point
	for _, row := range rows {
		y, low, high := a.number(row, "y"), a.number(row, "low"), a.number(row, "high")
		if y == nil {
			points = append(points, chart.Point{Low: math.Inf(1), High: math.Inf(-1)})
			continue
		}
		points = append(points, chart.Point{Value: *y, Low: *cmp.Or(low, y), High: *cmp.Or(high, y), Stands: true})
	}
	reference := a.number(rows[0], "reference")
	axis, err := newAxis(points, reference, unit)
	if err != nil || axis == nil {
		return nil, err
	}
	all := &rowsView{X: words(a.block.settings["x"]), Y: words(a.block.settings["y"]), Low: "from, to"}
	if all.Axis, err = axis.SVG(); err != nil {
		return nil, err
	}
	for i, p := range points {
		one := rowView{Name: shown(a.cell(rows[i], "x"), "", false), Value: figure.None}
		if p.Stands {
			one.Value, one.Interval = written(&p.Value, unit), written(&p.Low, unit)+" to "+written(&p.High, unit)
			dot := chart.Row{ID: fmt.Sprintf("%s-%d", v.ID, i+1), Title: one.Name + ": " + one.Value + ", from " + one.Interval, Value: p.Value, Low: p.Low, High: p.High, Reference: reference}
			dot.From, dot.To = axis.Ends()
			if one.Picture, err = dot.SVG(); err != nil {
				return nil, err
			}
		}
		all.Rows = append(all.Rows, one)
	}
	return all, nil
}

// newAxis covers the points and the reference; nil: there is none to cover.
func newAxis(points []chart.Point, reference *float64, unit string) (*chart.Axis, error) {
	low, high := math.Inf(1), math.Inf(-1)
	var there []chart.Point
	for _, p := range points {
		low, high = min(low, p.Low), max(high, p.High)
		if p.Stands {
			there = append(there, p)
		}
	}
	if len(there) == 0 {
		return nil, nil
	}
	if reference != nil {
		low, high = min(low, *reference), max(high, *reference)
		there = append(there, chart.Point{Value: *reference, Low: *reference, High: *reference})
	}
	least, most := limits(unit, there)
	axis := chart.NewAxis(low, high, least, most, func(v float64) string { return written(&v, unit) })
	return &axis, nil
}

// quote lays sentences out; rows without a text are left out.
func (v *blockView) quote(a result) {
	for i, row := range a.rows {
		if len(v.Quotes) == mostQuotes {
			v.note("The first %d of %s are shown.", mostQuotes, figure.Number(int64(len(a.rows)), "quotation", "quotations"))
			break
		}
		text, _ := a.cell(row, "text").(string)
		if strings.TrimSpace(text) == "" {
			continue
		}
		mark, _ := a.cell(row, "mark").(string)
		link, _ := a.cell(row, "link").(string)
		q := page.Quotation{URL: page.SafeURL(link)}
		q.Before, q.Marked, q.After = page.CutAt(text, mark)
		var by []string
		for _, name := range strings.Split(a.block.settings["by"], ",") {
			if at := a.place(name); at >= 0 && row[at] != nil && row[at] != "" {
				by = append(by, shown(row[at], "", a.columns[at].sort == "date"))
			}
		}
		if day, ok := a.cell(a.rows[i], "date").(time.Time); ok {
			by = append(by, figure.Day(day))
		}
		q.By = strings.Join(by, ", ")
		v.Quotes = append(v.Quotes, q)
	}
}
