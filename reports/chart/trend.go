package chart

import (
	"html/template"
	"math"
	"time"
)

// Trend is a measure over weeks: a line through its points, the band of their
// 95 % intervals, and marks for what happened meanwhile. With levels instead of
// the band it is a control chart; small, one of several of the same axis.
type Trend struct {
	ID          string // unique on the page
	Title, Desc string
	First, Last time.Time // the first and the last day of the picture
	Points      []Point   // in order; a missing week interrupts the line
	Reference   []Point   // a second, thin line without a band; none: not drawn
	Marks       []Mark
	Levels      []Level              // horizontal lines with their names
	Shaded      time.Time            // from this day on the ground is shaded; zero: nowhere
	Plain       bool                 // without the band
	Small       bool                 // half as high, with fewer ticks
	Cover       []float64            // values that the axis covers besides those drawn
	Least, Most float64              // limits of the measure
	Tick        func(float64) string // how a value of the axis is written
}

// Point is one week of a trend, at the day it ends.
type Point struct {
	Day              time.Time
	Value, Low, High float64
	Stands           bool // it stands out: drawn larger, with a ring
}

// Level is a horizontal line at a value.
type Level struct {
	Value float64
	Label string // written where the axis has its ticks; empty: only the line
	Limit bool   // a limit is drawn dashed, the middle solid
}

// Mark is a vertical line on a day.
type Mark struct {
	Day   time.Time
	Label string // one or two characters at its top; empty: only the line
}

const (
	trendTop = 26.0 // room for the marks' labels
	foot     = 24.0 // room for the months below the axis
	week     = 7 * 24 * time.Hour
)

// trendPicture is what the template draws.
type trendPicture struct {
	Trend
	Height, Bottom, Below string // the picture's height, its axis, the line of the months
	Shade, ShadeWidth     string // per cents; empty: none
	ShadeHeight           string
	Grid                  []label
	Months                []label
	Lines                 []string // points of each unbroken stretch
	Bands                 []string
	Others                []string // the reference
	Flats                 []flat
	Dots                  []label
	Rings                 []label
	Lasts                 []label // the newest point with its value
	Stems                 []label
}

// flat is a level as it is drawn.
type flat struct{ Y, Text, Class string }

// label is a text or a dot at a place.
type label struct {
	X, Y, Text string
	Anchor     string
}

// SVG draws the trend. Without points there is nothing to draw and the result
// is empty.
func (t Trend) SVG() (template.HTML, error) {
	if len(t.Points) == 0 {
		return "", nil
	}
	y := t.axis()
	picture := trendPicture{Trend: t, Months: t.months(), Height: place(t.bottom() + foot), Bottom: place(t.bottom()), Below: place(t.bottom() + foot - 6)}
	for _, tick := range y.ticks {
		l := label{Y: place(y.at(tick)), Text: t.Tick(tick)}
		if t.crowded(tick, y) {
			l.Text = ""
		}
		picture.Grid = append(picture.Grid, l)
	}
	for _, stretch := range stretches(t.Points) {
		picture.Lines = append(picture.Lines, t.line(stretch, y))
		if !t.Plain {
			picture.Bands = append(picture.Bands, t.band(stretch, y))
		}
	}
	for _, stretch := range stretches(t.Reference) {
		picture.Others = append(picture.Others, t.line(stretch, y))
	}
	for _, p := range t.Points {
		dot := label{X: place(t.x(p.Day)), Y: place(y.at(p.Value))}
		picture.Dots = append(picture.Dots, dot)
		if p.Stands {
			picture.Rings = append(picture.Rings, dot)
		}
	}
	t.annotate(&picture, y)
	return execute("trend.svg.tmpl", picture)
}

// crowded says that a level's name stands where a tick's would.
func (t Trend) crowded(tick float64, y axis) bool {
	for _, l := range t.Levels {
		if l.Label != "" && math.Abs(y.at(l.Value)-y.at(tick)+8) < 14 { // a tick's text stands above its line
			return true
		}
	}
	return false
}

// annotate adds what is written into the picture: the newest value, the marks
// and the levels.
func (t Trend) annotate(picture *trendPicture, y axis) {
	newest := t.Points[len(t.Points)-1]
	picture.Lasts = []label{{X: place(t.x(newest.Day)), Y: place(t.valueAt(newest, y)), Text: t.Tick(newest.Value), Anchor: t.anchor(newest.Day)}}
	for _, m := range t.Marks {
		picture.Stems = append(picture.Stems, label{X: place(t.x(m.Day)), Text: m.Label})
	}
	for _, l := range t.Levels {
		class := "c-usual"
		if l.Limit {
			class = "c-limit"
		}
		picture.Flats = append(picture.Flats, flat{place(y.at(l.Value)), l.Label, class})
	}
	if !t.Shaded.IsZero() && t.Shaded.Before(t.Last) {
		from := math.Max(t.x(t.Shaded), 0)
		picture.Shade, picture.ShadeWidth, picture.ShadeHeight = place(from), place(100-from), place(t.bottom()-16)
	}
}

// axis covers all that is drawn.
func (t Trend) axis() axis {
	low, high := math.Inf(1), math.Inf(-1)
	cover := func(values ...float64) {
		for _, v := range values {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	for _, p := range t.Points {
		cover(p.Value)
		if !t.Plain {
			cover(p.Low, p.High)
		}
	}
	for _, p := range t.Reference {
		cover(p.Value)
	}
	for _, l := range t.Levels {
		cover(l.Value)
	}
	cover(t.Cover...)
	steps := 4
	if t.Small {
		steps = 3
	}
	return newAxis(low, high, t.Least, t.Most, t.bottom(), trendTop, steps)
}

// bottom is the place of the horizontal axis.
func (t Trend) bottom() float64 {
	if t.Small {
		return 116
	}
	return 206
}

// valueAt is where the newest value is written: above its interval, or below it
// where the marks' labels stand.
func (t Trend) valueAt(p Point, y axis) float64 {
	if t.Plain {
		p.Low, p.High = p.Value, p.Value
	}
	if above := y.at(p.High) - 6; above > trendTop+8 {
		return above
	}
	return math.Min(y.at(p.Low)+16, t.bottom()-4)
}

// x is the place of a day in per cent of the width. The left is left free for
// the axis, the right for half a dot.
func (t Trend) x(day time.Time) float64 {
	span := t.Last.Sub(t.First)
	return scale{0, math.Max(float64(span), float64(week)), 7, 98.5}.at(float64(day.Sub(t.First)))
}

func (t Trend) anchor(day time.Time) string {
	if t.x(day) > 90 {
		return "end"
	}
	return "middle"
}
