package chart

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Scatter places things by two measures, the upright one with its interval.
type Scatter struct {
	ID, Title, Desc string
	Across, Up      string // what the axes are, in a few words
	Above, Below    string // what it means to stand above or below zero
	Spots           []Spot
	TickX, TickY    func(float64) string
}

// Spot is one thing of a scatter.
type Spot struct {
	Name         string
	X, Y         float64
	Low, High    float64 // of Y
	Real         bool    // told apart from chance: filled, and named first
	Introduction string  // what a pointer on it shows
}

const (
	scatterHeight = 380.0
	scatterTop    = 12.0
	scatterBottom = 330.0
	narrow, wide  = 320.0, 760.0 // widths in px at which names are placed
	letter, line  = 6.6, 15.0    // px of a letter and of a line of text, at most
)

// scatterPicture is what the template draws.
type scatterPicture struct {
	Scatter
	Height, Top, Bottom, Ticks, AxisX string
	GridX, GridY                      []label
	Zero                              string
	Dots                              []spot
}

// spot is a thing as it is drawn: x in per cent, y in px.
type spot struct {
	X, Y, Y1, Y2, Class, Introduction string
	Name, NameClass, DX, DY, Anchor   string
}

// SVG draws the scatter; without spots it is empty. Names are written where
// they hide no other name and no dot: those that fit on a telephone always, the
// others where there is room.
func (s Scatter) SVG() (template.HTML, error) {
	if len(s.Spots) == 0 {
		return "", nil
	}
	x, y := s.axes()
	picture := scatterPicture{
		Scatter: s, Height: place(scatterHeight), Top: place(scatterTop), Bottom: place(scatterBottom),
		Ticks: place(scatterBottom + 18), AxisX: place(scatterBottom + 40), Zero: place(y.at(0)),
	}
	for _, v := range x.ticks {
		picture.GridX = append(picture.GridX, label{X: place(x.at(v)), Text: s.TickX(v)})
	}
	for _, v := range y.ticks {
		picture.GridY = append(picture.GridY, label{Y: place(y.at(v)), Text: s.TickY(v)})
	}
	names := s.names(x, y)
	for i, p := range s.Spots {
		d := spot{
			X: place(x.at(p.X)), Y: place(y.at(p.Y)), Y1: place(y.at(p.High)), Y2: place(y.at(p.Low)),
			Class: "c-open", Introduction: p.Introduction,
		}
		if p.Real {
			d.Class = "c-dot"
		}
		if n := names[i]; n.class != "" {
			d.Name, d.NameClass, d.DX, d.DY, d.Anchor = p.Name, n.class, place(n.dx), place(n.dy), n.anchor
		}
		picture.Dots = append(picture.Dots, d)
	}
	return execute("scatter.svg.tmpl", picture)
}

func (s Scatter) axes() (x, y axis) {
	most, low, high := 0.0, 0.0, 0.0
	for _, p := range s.Spots {
		most = math.Max(most, p.X)
		low, high = math.Min(low, p.Low), math.Max(high, p.High)
	}
	x = newAxis(0, math.Max(most, 1), 0, 100, 9, 97, 4)
	return x, newAxis(low, high, math.Inf(-1), math.Inf(1), scatterBottom, scatterTop, 5)
}

// name is where a spot's name stands: its offset from the dot in px.
type name struct {
	class, anchor string
	dx, dy        float64
}

// box is a piece of the picture that is taken.
type box struct{ left, top, right, bottom float64 }

func (b box) hits(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// names places the names, what is real and far from zero first: first as on a
// telephone, then what else has room on a wide page.
func (s Scatter) names(x, y axis) []name {
	order := make([]int, len(s.Spots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := s.Spots[a], s.Spots[b]
		if p.Real != q.Real {
			if p.Real {
				return -1
			}
			return 1
		}
		return cmp.Compare(math.Abs(q.Y), math.Abs(p.Y))
	})
	names := make([]name, len(s.Spots))
	for _, view := range []struct {
		width float64
		class string
	}{{narrow, "c-name"}, {wide, "c-name c-roomy"}} {
		taken := s.taken(x, y, view.width, names)
		for _, i := range order {
			if names[i].class != "" {
				continue
			}
			if n, b, ok := fit(s.Spots[i].Name, x.at(s.Spots[i].X)*view.width/100, y.at(s.Spots[i].Y), view.width, taken); ok {
				n.class = view.class
				names[i] = n
				taken = append(taken, b)
			}
		}
	}
	return names
}

// taken are the dots, the names that stand already and the words at the corners.
func (s Scatter) taken(x, y axis, width float64, names []name) []box {
	corner := width - letter*float64(max(len(s.Above), len(s.Below)))
	all := []box{{corner, 0, width, scatterTop + 8}, {corner, scatterBottom - line - 4, width, scatterBottom}}
	for i, p := range s.Spots {
		px, py := x.at(p.X)*width/100, y.at(p.Y)
		all = append(all, box{px - 5, py - 5, px + 5, py + 5})
		if names[i].class != "" {
			all = append(all, boxOf(p.Name, px, py, names[i]))
		}
	}
	return all
}

// fit tries the four sides of a dot.
func fit(text string, x, y, width float64, taken []box) (name, box, bool) {
	for _, n := range []name{
		{anchor: "start", dx: 8, dy: 4}, {anchor: "end", dx: -8, dy: 4}, {anchor: "middle", dy: -9}, {anchor: "middle", dy: 18},
	} {
		b := boxOf(text, x, y, n)
		if b.left < 0 || b.right > width || b.top < 0 || b.bottom > scatterBottom {
			continue
		}
		if !slices.ContainsFunc(taken, b.hits) {
			return n, b, true
		}
	}
	return name{}, box{}, false
}

func boxOf(text string, x, y float64, n name) box {
	size := float64(utf8.RuneCountInString(strings.TrimSpace(text))) * letter
	left := x + n.dx
	switch n.anchor {
	case "end":
		left -= size
	case "middle":
		left -= size / 2
	}
	return box{left, y + n.dy - line + 4, left + size, y + n.dy + 4}
}
