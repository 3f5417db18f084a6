// Package chart draws the reports' pictures as inline SVG: the same bytes each
// time, no colour of its own (class names that the page's style sheet knows, so
// that light, dark and print work), each with role="img", a title and a
// description. The figures stand in a table beside every picture.
//
// Bars are drawn by go-analyze/charts. The trend with its interval (which is the
// control chart too), the scatter with its names, the row
// with its interval and the sparkline are templates of our own: the library has
// no interval band and no error bars, and it sets text in a fixed picture that
// shrinks with the page; these use per cents for x and pixels for y, so that
// their text stays readable at 360 px without a script.
package chart

import (
	"embed"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

//go:embed *.svg.tmpl
var templates embed.FS

// execute fills the template name with data.
func execute(name string, data any) (template.HTML, error) {
	t, err := template.ParseFS(templates, name)
	if err != nil {
		return "", fmt.Errorf("chart %s: %w", name, err)
	}
	var out strings.Builder
	if err := t.Execute(&out, data); err != nil {
		return "", fmt.Errorf("chart %s: %w", name, err)
	}
	return template.HTML(out.String()), nil
}

// scale maps values to places.
type scale struct{ from, to, begin, end float64 }

func (s scale) at(v float64) float64 {
	if s.to == s.from {
		return (s.begin + s.end) / 2
	}
	return s.begin + (v-s.from)/(s.to-s.from)*(s.end-s.begin)
}

// axis is a scale whose ends are round numbers.
type axis struct {
	scale
	ticks []float64
}

// newAxis covers low..high with about so many round steps, never past the limits
// of the measure.
func newAxis(low, high, least, most, begin, end float64, steps int) axis {
	if high-low <= 1e-6*math.Abs(high) { // one value: some room around it
		margin := (most - least) / 20
		if math.IsInf(margin, 0) {
			margin = math.Max(1, math.Abs(high)/20)
		}
		low, high = low-margin, high+margin
	}
	step := roundStep((high - low) / float64(steps))
	first, last := math.Floor(low/step+1e-9)*step, math.Ceil(high/step-1e-9)*step
	first, last = math.Max(first, least), math.Min(last, most)
	a := axis{scale: scale{first, last, begin, end}}
	for i := math.Ceil(first/step - 1e-9); i*step <= last+step*1e-9; i++ {
		a.ticks = append(a.ticks, i*step)
	}
	return a
}

// roundStep is the smallest of 1, 2, 5 times a power of ten that is not below v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// place writes a coordinate with one decimal, the same on every machine.
func place(v float64) string {
	text := strconv.FormatFloat(v, 'f', 1, 64)
	text = strings.TrimSuffix(text, ".0")
	if text == "-0" {
		return "0"
	}
	return text
}
