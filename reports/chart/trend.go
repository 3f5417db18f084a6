package chart

import (
	"html/template"
	"math"
	"strings"
	"time"
)

// Trend is a measure over weeks: a line through its points, the band of their
// 95 % intervals, and marks for what happened meanwhile.
type Trend struct {
	ID          string // unique on the page
	Title, Desc string
	First, Last time.Time // the first and the last day of the picture
	Points      []Point   // in order; a missing week interrupts the line
	Marks       []Mark
	Least, Most float64              // limits of the measure
	Tick        func(float64) string // how a value of the axis is written
}

// Point is one week of a trend, at the day it ends.
type Point struct {
	Day              time.Time
	Value, Low, High float64
}

// Mark is a vertical line on a day.
type Mark struct {
	Day   time.Time
	Label string // one or two characters at its top; empty: only the line
}

const (
	trendTop    = 26.0  // room for the marks' labels
	trendBottom = 206.0 // the horizontal axis
	week        = 7 * 24 * time.Hour
)

// trendPicture is what the template draws.
type trendPicture struct {
	Trend
	Grid   []label
	Months []label
	Lines  []string // points of each unbroken stretch
	Bands  []string
	Dots   []label
	Lasts  []label // the newest point with its value
	Stems  []label
}

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
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range t.Points {
		low, high = math.Min(low, p.Low), math.Max(high, p.High)
	}
	y := newAxis(low, high, t.Least, t.Most, trendBottom, trendTop, 4)
	picture := trendPicture{Trend: t, Months: t.months()}
	for _, tick := range y.ticks {
		picture.Grid = append(picture.Grid, label{Y: place(y.at(tick)), Text: t.Tick(tick)})
	}
	for _, stretch := range t.stretches() {
		picture.Lines = append(picture.Lines, t.line(stretch, y))
		picture.Bands = append(picture.Bands, t.band(stretch, y))
	}
	for _, p := range t.Points {
		picture.Dots = append(picture.Dots, label{X: place(t.x(p.Day)), Y: place(y.at(p.Value))})
	}
	newest := t.Points[len(t.Points)-1]
	picture.Lasts = []label{{X: place(t.x(newest.Day)), Y: place(valueAt(newest, y)), Text: t.Tick(newest.Value), Anchor: t.anchor(newest.Day)}}
	for _, m := range t.Marks {
		picture.Stems = append(picture.Stems, label{X: place(t.x(m.Day)), Text: m.Label})
	}
	return execute("trend.svg.tmpl", picture)
}

// valueAt is where the newest value is written: above its interval, or below it
// where the marks' labels stand.
func valueAt(p Point, y axis) float64 {
	if above := y.at(p.High) - 6; above > trendTop+8 {
		return above
	}
	return math.Min(y.at(p.Low)+16, trendBottom-4)
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

// stretches cuts the points where a week is missing.
func (t Trend) stretches() [][]Point {
	var all [][]Point
	for i, p := range t.Points {
		if i == 0 || p.Day.Sub(t.Points[i-1].Day) > week+12*time.Hour {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], p)
	}
	return all
}

// line and band write points for a picture that is 1000 wide and stretched.
func (t Trend) line(points []Point, y axis) string {
	var b strings.Builder
	for _, p := range points {
		b.WriteString(place(t.x(p.Day)*10) + "," + place(y.at(p.Value)) + " ")
	}
	return strings.TrimSpace(b.String())
}

func (t Trend) band(points []Point, y axis) string {
	var upper, lower []string
	for _, p := range points {
		half := 0.0
		if len(points) == 1 {
			half = 4 // a single week: a bar as wide as a dot
		}
		upper = append(upper, place(t.x(p.Day)*10-half)+","+place(y.at(p.High)))
		lower = append([]string{place(t.x(p.Day)*10+half) + "," + place(y.at(p.Low))}, lower...)
		if half > 0 {
			upper = append(upper, place(t.x(p.Day)*10+half)+","+place(y.at(p.High)))
			lower = append(lower, place(t.x(p.Day)*10-half)+","+place(y.at(p.Low)))
		}
	}
	return strings.Join(append(upper, lower...), " ")
}

// months labels the first week of each month.
func (t Trend) months() []label {
	var all []label
	for w := t.First; !w.After(t.Last); w = w.Add(week) {
		if w.Equal(t.First) || w.Day() <= 7 {
			all = append(all, label{X: place(t.x(w)), Text: w.Format("2 Jan"), Anchor: t.anchor(w)})
		}
	}
	// The first week may crowd the month that begins right after it.
	if len(all) > 1 && t.First.AddDate(0, 0, 21).After(firstMonth(t.First)) && t.First.Day() > 7 {
		all = all[1:]
	}
	return all
}

// firstMonth is the first day of the month after a day.
func firstMonth(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month()+1, 1, 0, 0, 0, 0, day.Location())
}
