package own

import (
	"fmt"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// bars draws one bar a day, or one a name in a table.
func (r *reader) bars(v *blockView, a result) error {
	for _, row := range a.rows {
		if y := a.number(row, "y"); y != nil && *y < 0 {
			r.wrong(a.block.line, "y: a bar begins at 0, and there are values below it: draw a line, or dots with low and high")
			return nil
		}
	}
	x := a.columns[a.place(a.block.settings["x"])].sort
	if x != "date" && x != "moment" {
		return v.lengths(a)
	}
	points := a.points(a.rows)
	if len(points) > mostBars {
		v.note("The last %d bars are drawn.", mostBars)
		points = points[len(points)-mostBars:]
	}
	if len(points) == 0 {
		return nil
	}
	unit := a.block.settings["unit"]
	b := chart.Bars{ID: v.ID, Title: v.Title}
	for _, p := range points {
		b.Weeks, b.Lower, b.Upper = append(b.Weeks, p.Day.Format("2 Jan")), append(b.Lower, 0), append(b.Upper, p.Value)
	}
	last := points[len(points)-1]
	b.Desc = fmt.Sprintf("%s, from %s to %s; the last is %s.", figure.Number(int64(len(points)), "bar", "bars"), figure.Day(points[0].Day), figure.Day(last.Day), written(&last.Value, unit))
	var err error
	v.Picture, err = b.SVG()
	return err
}

func (v *blockView) lengths(a result) error {
	rows, highest := a.rows, 0.0
	if len(rows) > mostDots {
		v.note("The first %d bars are drawn.", mostDots)
		rows = rows[:mostDots]
	}
	for _, row := range rows {
		if y := a.number(row, "y"); y != nil {
			highest = max(highest, *y)
		}
	}
	v.Rows = &rowsView{X: words(a.block.settings["x"]), Y: words(a.block.settings["y"])}
	for i, row := range rows {
		y := a.number(row, "y")
		one := rowView{Name: shown(a.cell(row, "x"), "", false), Value: written(y, a.block.settings["unit"])}
		if y != nil {
			var err error
			bar := chart.Length{ID: fmt.Sprintf("%s-%d", v.ID, i+1), Title: one.Name + ": " + one.Value, Value: *y, To: highest}
			if one.Picture, err = bar.SVG(); err != nil {
				return err
			}
		}
		v.Rows.Rows = append(v.Rows.Rows, one)
	}
	return nil
}
