package web

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	chartWidth, lineHeight = 860.0, 340.0
	maxLines               = 8
)

// chart is a picture of an answer, in the units of its own box. Its template is
// chart.svg.tmpl; all colours are the style sheet's.
type chart struct {
	Kind          string
	Title         string
	Width, Height float64
	Left, Right   float64
	Top, Bottom   float64
	Ticks         []tick // of the figure
	Marks         []tick // along
	Lines         []series
	Bars          []bar
	Zero          float64
	More          int // rows that are not drawn
}

// tick is a labelled place of an axis.
type tick struct {
	At   float64
	Text string
}

// series is a line; several have a class each.
type series struct {
	Class, Name string
	NameAt      float64
	Path, Band  string
	Dots        []dot
}

type dot struct {
	X, Y float64
	Text string
}

// point is a row that has a figure.
type point struct {
	along, value, low, high float64
	name, by, text          string
}

func (p point) bounded() bool { return !math.IsNaN(p.low) && !math.IsNaN(p.high) }

func label(p point) string { return strings.TrimSpace(p.by + " " + p.name) }

// newChart draws the view's columns, or says why it cannot.
func newChart(t *table, v view) (*chart, string) {
	x, y := t.index(v.X), t.index(v.Y)
	switch {
	case len(t.Rows) == 0:
		return nil, "The answer is empty."
	case y < 0 || x == y:
		return nil, "A chart needs a column of numbers beside the one that it goes along."
	}
	c := &chart{Kind: v.Kind, Title: v.Y + " by " + v.X, Width: chartWidth}
	points := pointsOf(t, v, x, y)
	if len(points) == 0 {
		return nil, "The column " + v.Y + " is empty."
	}
	if v.Kind == "bar" {
		c.bars(points)
		return c, ""
	}
	c.lines(points, t.Columns[x].Date)
	return c, ""
}

// pointsOf are the rows with a figure. Along is the time of a date, else the
// number of the name in the order of its first appearance.
func pointsOf(t *table, v view, x, y int) []point {
	by, low, high := t.index(v.By), t.index(v.Low), t.index(v.High)
	places := map[string]float64{}
	var points []point
	for _, row := range t.Rows {
		p := point{value: row[y].Number(), low: math.NaN(), high: math.NaN(), name: row[x].Text}
		if math.IsNaN(p.value) || math.IsInf(p.value, 0) {
			continue
		}
		if at, ok := row[x].Time(); ok && t.Columns[x].Date {
			p.along = float64(at.Unix())
		} else if t.Columns[x].Date {
			continue
		} else {
			if _, known := places[p.name]; !known {
				places[p.name] = float64(len(places))
			}
			p.along = places[p.name]
		}
		if by >= 0 {
			p.by = row[by].Text
		}
		if low >= 0 && high >= 0 {
			p.low, p.high = row[low].Number(), row[high].Number()
		}
		p.text = strings.TrimSpace(p.by+" "+p.name) + ": " + row[y].Text
		points = append(points, p)
	}
	return points
}

func (c *chart) lines(points []point, dated bool) {
	least, most := math.Inf(1), math.Inf(-1)
	from, to := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		for _, v := range []float64{p.value, p.low, p.high} {
			if !math.IsNaN(v) {
				least, most = min(least, v), max(most, v)
			}
		}
		from, to = min(from, p.along), max(to, p.along)
	}
	if least > 0 && least < (most-least) { // near enough to nothing to show it
		least = 0
	}
	groups, order := map[string][]point{}, []string{}
	for _, p := range points {
		if _, known := groups[p.by]; !known {
			order = append(order, p.by)
		}
		groups[p.by] = append(groups[p.by], p)
	}
	c.More = max(0, len(order)-maxLines)
	order = order[:len(order)-c.More]
	c.Height, c.Left, c.Top, c.Bottom = lineHeight, 64, 12, lineHeight-34
	c.Right = c.Width - 24
	if len(order) > 1 {
		c.Right = c.Width - 150
	}
	up := newScale(least, most, c.Bottom, c.Top)
	along := scale{from, to, c.Left, c.Right}
	c.Ticks, c.Zero = up.ticks(5), up.at(max(0, up.from))
	c.Marks = marks(points, along, dated)
	for i, name := range order {
		c.Lines = append(c.Lines, line(i, name, groups[name], along, up))
	}
	c.spread()
}

func line(i int, name string, points []point, along, up scale) series {
	slices.SortStableFunc(points, func(a, b point) int { return compare(a.along, b.along) })
	l := series{Class: "s" + strconv.Itoa(i), Name: clip(name, 20)}
	var path, upper, lower []string
	for _, p := range points {
		x, y := along.at(p.along), up.at(p.value)
		path = append(path, place(x, y))
		l.Dots = append(l.Dots, dot{x, y, p.text})
		if p.bounded() {
			upper, lower = append(upper, place(x, up.at(p.high))), append(lower, place(x, up.at(p.low)))
		}
		l.NameAt = y + 4
	}
	l.Path = "M" + strings.Join(path, "L")
	if len(upper) > 1 {
		slices.Reverse(lower)
		l.Band = "M" + strings.Join(upper, "L") + "L" + strings.Join(lower, "L") + "Z"
	}
	return l
}

// spread keeps the lines' names apart.
func (c *chart) spread() {
	byPlace := make([]*series, len(c.Lines))
	for i := range c.Lines {
		byPlace[i] = &c.Lines[i]
	}
	slices.SortFunc(byPlace, func(a, b *series) int { return compare(a.NameAt, b.NameAt) })
	for i := 1; i < len(byPlace); i++ {
		byPlace[i].NameAt = max(byPlace[i].NameAt, byPlace[i-1].NameAt+14)
	}
}

// marks label some places along: the first and the last, and what fits between.
func marks(points []point, along scale, dated bool) []tick {
	names := map[float64]string{}
	for _, p := range points {
		names[p.along] = clip(p.name, 14)
		if dated {
			names[p.along] = time.Unix(int64(p.along), 0).UTC().Format("2 Jan 06")
		}
	}
	places := make([]float64, 0, len(names))
	for at := range names {
		places = append(places, at)
	}
	slices.Sort(places)
	var all []tick
	for _, at := range places {
		x := along.at(at)
		if len(all) == 0 || x-all[len(all)-1].At >= 92 {
			all = append(all, tick{x, names[at]})
		}
	}
	return all
}
