package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func whole(v float64) string { return fmt.Sprintf("%.0f", v) }

func monday(weeks int) time.Time {
	return time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*weeks)
}

// wellFormed reads the picture as strict XML and gives its element names.
func wellFormed(t *testing.T, svg template.HTML) map[string]int {
	t.Helper()
	elements := map[string]int{}
	decoder := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local]++
			for _, a := range start.Attr {
				if a.Name.Local == "style" || strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s has %s=%q", start.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
	if elements["title"] != 1 || !strings.Contains(string(svg), `role="img"`) {
		t.Errorf("no title or no role in\n%s", svg)
	}
	return elements
}

func TestTrendBreaksWhereAWeekIsMissing(t *testing.T) {
	trend := Trend{ID: "nps", Title: "NPS <b>", Desc: "d", First: monday(0), Last: monday(5), Least: -1, Most: 1, Tick: whole,
		Points: []Point{{monday(0), .1, 0, .2, false}, {monday(1), .2, .1, .3, false}, {monday(4), .3, .2, .4, false}},
		Marks:  []Mark{{monday(2), "1"}}}
	svg, err := trend.SVG()
	if err != nil {
		t.Fatal(err)
	}
	elements := wellFormed(t, svg)
	if elements["polyline"] != 2 || elements["polygon"] != 2 || elements["circle"] != 3 {
		t.Errorf("elements %v", elements)
	}
	if strings.Contains(string(svg), "<b>") {
		t.Error("the title is not escaped")
	}
	again, err := trend.SVG()
	if err != nil || again != svg {
		t.Errorf("not the same picture again: %v", err)
	}
}

func TestTrendOfOnePointAndOfNone(t *testing.T) {
	trend := Trend{ID: "n", First: monday(0), Last: monday(0), Least: -1, Most: 1, Tick: whole, Points: []Point{{Day: monday(0), Value: 1, Low: 1, High: 1}}}
	svg, err := trend.SVG()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, svg)
	trend.Points = nil
	if svg, err = trend.SVG(); err != nil || svg != "" {
		t.Errorf("%q, %v", svg, err)
	}
}

func TestRowAndAxis(t *testing.T) {
	axis := NewAxis(-.2, .6, -1, 1, whole)
	from, to := axis.Ends()
	everybody := .3
	svg, err := Row{ID: "r", Title: "x", Value: .2, Low: -.2, High: .6, Reference: &everybody, From: from, To: to}.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if elements := wellFormed(t, svg); elements["line"] != 2 || elements["circle"] != 1 {
		t.Errorf("elements %v", elements)
	}
	if _, err := axis.SVG(); err != nil {
		t.Fatal(err)
	}
}

func TestSparkShowsZeroAsNothing(t *testing.T) {
	svg, err := Spark{ID: "s", Title: "x", Counts: []int64{0, 3, 0, 12}}.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if elements := wellFormed(t, svg); elements["rect"] != 2 {
		t.Errorf("elements %v", elements)
	}
	if svg, err = (Spark{Counts: []int64{0, 0}}).SVG(); err != nil || strings.Contains(string(svg), "rect") {
		t.Errorf("%q, %v", svg, err)
	}
}

func TestBarsHaveClassesOnly(t *testing.T) {
	for _, values := range [][]float64{{10, 20, 30}, {0, 0, 0}, {1200, 4, 800000}} {
		bars := Bars{ID: "b", Title: "a & b", Desc: "d", Weeks: []string{"5 Jan", "12 Jan", "19 Jan"}, Lower: values, Upper: []float64{0, 1, 2}}
		svg, err := bars.SVG()
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, svg)
		if strings.Contains(string(svg), "rgb(") || !strings.Contains(string(svg), "c-lower") {
			t.Errorf("colours or no bars in\n%s", svg)
		}
	}
}

func TestAxisTicks(t *testing.T) {
	for _, c := range []struct {
		low, high, least, most float64
		want                   []string
	}{
		{0, 0, 0, 1, []string{"0.00", "0.05"}},
		{.12, .47, -1, 1, []string{"0.10", "0.20", "0.30", "0.40", "0.50"}},
		{-1, 1, -1, 1, []string{"-1.00", "-0.50", "0.00", "0.50", "1.00"}},
		{0, 4.2, 0, math.Inf(1), []string{"0.00", "2.00", "4.00", "6.00"}},
		{0, 98, 0, math.Inf(1), []string{"0.00", "50.00", "100.00"}},
	} {
		var got []string
		for _, tick := range newAxis(c.low, c.high, c.least, c.most, 0, 1, 4).ticks {
			got = append(got, fmt.Sprintf("%.2f", tick+0))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v to %v: %s", c.low, c.high, diff)
		}
	}
}
