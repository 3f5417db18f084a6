package chart

import "html/template"

// Row is one value with its interval, drawn on an axis that it shares with the
// rows above and below it in a table.
type Row struct {
	ID, Title        string // the title says the figures in words
	Value, Low, High float64
	Reference        *float64 // everybody's value, a thin line; nil: none
	From, To         float64  // the axis
}

// rowPicture holds places in per cent of the width.
type rowPicture struct {
	Row
	X, X1, X2, R string
	HasReference bool
}

// SVG draws the row.
func (r Row) SVG() (template.HTML, error) {
	s := scale{r.From, r.To, 3, 97}
	picture := rowPicture{Row: r, X: place(s.at(r.Value)), X1: place(s.at(r.Low)), X2: place(s.at(r.High))}
	if r.Reference != nil {
		picture.HasReference, picture.R = true, place(s.at(*r.Reference))
	}
	return execute("row.svg.tmpl", picture)
}

// Axis is the head of a column of rows: its round ticks.
type Axis struct {
	axis
	tick func(float64) string
}

// NewAxis covers low..high within the limits of the measure.
func NewAxis(low, high, least, most float64, tick func(float64) string) Axis {
	return Axis{axis: newAxis(low, high, least, most, 3, 97, 3), tick: tick}
}

// Ends are the values at both ends of the axis.
func (a Axis) Ends() (from, to float64) { return a.from, a.to }

// SVG draws the ticks' labels.
func (a Axis) SVG() (template.HTML, error) {
	var labels []label
	for i, v := range a.ticks {
		anchor := "middle"
		switch {
		case i == 0 && a.at(v) < 8:
			anchor = "start"
		case i == len(a.ticks)-1 && a.at(v) > 92:
			anchor = "end"
		}
		labels = append(labels, label{X: place(a.at(v)), Text: a.tick(v), Anchor: anchor})
	}
	return execute("axis.svg.tmpl", labels)
}
