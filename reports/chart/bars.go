package chart

import (
	"fmt"
	"html/template"
	"math"

	"github.com/go-analyze/charts"
)

// Bars is one stacked bar a week, of two series.
type Bars struct {
	ID, Title, Desc string
	Weeks           []string  // the label under each bar; the library leaves out what has no room
	Lower, Upper    []float64 // one value a week
}

const (
	barsWidth  = 360
	barsHeight = 170
)

// SVG draws the bars. Without a week there is nothing to draw and the result is
// empty.
func (b Bars) SVG() (template.HTML, error) {
	if len(b.Weeks) == 0 {
		return "", nil
	}
	painter := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: barsWidth, Height: barsHeight})
	if err := painter.BarChart(b.options()); err != nil {
		return "", fmt.Errorf("chart bars: %w", err)
	}
	drawn, err := painter.Bytes()
	if err != nil {
		return "", fmt.Errorf("chart bars: %w", err)
	}
	return restyle(drawn, b.ID, b.Title, b.Desc)
}

func (b Bars) options() charts.BarChartOption {
	opt := charts.NewBarChartOptionWithData([][]float64{b.Lower, b.Upper})
	opt.Theme = palette()
	opt.Padding = charts.NewBox(0, 8, 4, 0)
	opt.StackSeries = charts.Ptr(true)
	opt.BarSize = 0.75
	opt.Legend.Show = charts.Ptr(false) // the caption says it in words
	opt.CategoryAxis.Labels = b.Weeks
	opt.CategoryAxis.LabelCount = 4
	opt.CategoryAxis.LabelFontStyle.FontSize = 8
	opt.ValueAxis[0].Min = charts.Ptr(0.0)
	opt.ValueAxis[0].LabelFontStyle.FontSize = 8
	top := newAxis(0, math.Max(b.highest(), 4), 0, math.Inf(1), 0, 1, 4)
	opt.ValueAxis[0].Max = charts.Ptr(top.to)
	opt.ValueAxis[0].RangeValuePaddingScale = charts.Ptr(0.0)
	opt.ValueAxis[0].PreferNiceIntervals = charts.Ptr(false)
	opt.ValueAxis[0].LabelCount = len(top.ticks)
	opt.ValueFormatter = func(v float64) string { return place(v) }
	return opt
}

func (b Bars) highest() float64 {
	highest := 0.0
	for i := range b.Lower {
		highest = math.Max(highest, b.Lower[i]+b.Upper[i])
	}
	return highest
}

// palette gives the library a colour for each class of the style sheet;
// restyle puts the classes in their place.
func palette() charts.ColorPalette {
	return charts.MakeTheme(charts.ThemeOption{
		TextColor:          marker(1),
		AxisStrokeColor:    marker(2),
		AxisSplitLineColor: marker(2),
		SeriesColors:       []charts.Color{marker(3), marker(4)},
		BackgroundColor:    marker(5),
	})
}

func marker(n uint8) charts.Color { return charts.Color{R: n, A: 255} }

// classOf is the class that stands for a marker; empty: leave the element out.
func classOf(color string) (class string, known bool) {
	class, known = map[string]string{
		"rgb(1,0,0)": "c-tick", "rgb(2,0,0)": "c-grid", "rgb(3,0,0)": "c-lower", "rgb(4,0,0)": "c-upper", "rgb(5,0,0)": "",
	}[color]
	return class, known
}
