package chart

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
)

func aScatter(n int) Scatter {
	s := Scatter{ID: "s", Title: "impact <b>", Desc: "d", Across: "share", Above: "higher", Below: "lower", TickX: whole, TickY: whole}
	for i := range n {
		y := float64(i%7) - 3
		s.Spots = append(s.Spots, Spot{Name: fmt.Sprintf("Theme number %d", i), X: float64(i*13%40) / 2, Y: y, Low: y - 1, High: y + 1, Real: i%3 == 0, Introduction: "x & y"})
	}
	return s
}

func TestScatter(t *testing.T) {
	for _, n := range []int{1, 2, 40} {
		svg, err := aScatter(n).SVG()
		if err != nil {
			t.Fatal(err)
		}
		elements := map[string]int{}
		decoder := xml.NewDecoder(strings.NewReader(string(svg)))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if start, ok := token.(xml.StartElement); ok {
				elements[start.Name.Local]++
			}
		}
		if elements["circle"] != n || strings.Contains(string(svg), "NaN") || strings.Contains(string(svg), "<b>") {
			t.Errorf("%d spots: %v in\n%s", n, elements, svg)
		}
	}
	if svg, err := aScatter(0).SVG(); err != nil || svg != "" {
		t.Errorf("%q, %v", svg, err)
	}
}

// At either width no name that is shown there hides another one or a dot, and
// what is real is named before what is not.
func TestScatterNamesDoNotCollide(t *testing.T) {
	for n := 1; n < 60; n++ {
		s := aScatter(n)
		x, y := s.axes()
		names := s.names(x, y)
		for width, roomy := range map[float64]bool{narrow: false, wide: true} {
			var taken []box
			for i, p := range s.Spots {
				px, py := x.at(p.X)*width/100, y.at(p.Y)
				if names[i].class == "" || names[i].class != "c-name" && !roomy {
					continue
				}
				b := boxOf(p.Name, px, py, names[i])
				for _, other := range taken {
					if b.hits(other) {
						t.Errorf("%d spots at %v px: %s hides another name", n, width, p.Name)
					}
				}
				taken = append(taken, b)
			}
		}
	}
	if names := aScatter(1); names.names(names.axes())[0].class != "c-name" {
		t.Error("a single spot has no name")
	}
}

// A control chart has its levels, the shaded weeks and a ring where a week stands out.
func TestControlChart(t *testing.T) {
	trend := Trend{ID: "c", Title: "NPS", Desc: "d", First: monday(0), Last: monday(30), Least: -100, Most: 100, Tick: whole, Plain: true,
		Levels: []Level{{Value: 30, Label: "usual 30"}, {Value: 50, Label: "limit 50", Limit: true}, {Value: 10, Limit: true}}, Shaded: monday(17)}
	for i := range 30 {
		trend.Points = append(trend.Points, Point{Day: monday(i), Value: 30 + float64(i%5), Stands: i == 29})
	}
	svg, err := trend.SVG()
	if err != nil {
		t.Fatal(err)
	}
	elements := wellFormed(t, svg)
	if elements["circle"] != 31 || elements["polygon"] != 0 || elements["rect"] != 1 || strings.Count(string(svg), `class="c-limit"`) != 2 {
		t.Errorf("elements %v", elements)
	}
	trend.Shaded, trend.Points = monday(40), trend.Points[:1] // a shade that begins after the picture
	if svg, err = trend.SVG(); err != nil || strings.Contains(string(svg), "c-shade") {
		t.Errorf("%v in\n%s", err, svg)
	}
}

// Small pictures beside each other have one axis, whatever their own points are.
func TestSmallTrendsShareAnAxis(t *testing.T) {
	ticks := func(value float64) string {
		trend := Trend{ID: "m", Title: "a", Desc: "d", First: monday(0), Last: monday(5), Least: -100, Most: 100, Tick: whole, Small: true,
			Cover: []float64{-40, 80}, Points: []Point{{monday(0), value, value - 5, value + 5, false}, {monday(1), value, value - 5, value + 5, false}},
			Reference: []Point{{Day: monday(0), Value: 20}, {Day: monday(1), Value: 21}}}
		svg, err := trend.SVG()
		if err != nil {
			t.Fatal(err)
		}
		if elements := wellFormed(t, svg); elements["polyline"] != 2 || elements["polygon"] != 1 {
			t.Errorf("elements %v", elements)
		}
		var lines []string
		for _, line := range strings.Split(string(svg), "\n") {
			if strings.Contains(line, "c-grid") || strings.Contains(line, "c-over") {
				lines = append(lines, line)
			}
		}
		return strings.Join(lines, "\n")
	}
	if ticks(-30) != ticks(70) {
		t.Errorf("axes differ:\n%s\n%s", ticks(-30), ticks(70))
	}
}
