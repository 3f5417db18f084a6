package web

import (
	"fmt"
	"math"
	"strconv"
)

// scale maps figures to places.
type scale struct{ from, to, first, last float64 }

// newScale begins and ends at round figures, and has nothing in it.
func newScale(least, most, first, last float64) scale {
	if least > 0 && least == most {
		least = 0
	}
	if least == most {
		most = least + 1
	}
	step := roundStep(most-least, 5)
	return scale{math.Floor(least/step) * step, math.Ceil(most/step) * step, first, last}
}

func (s scale) at(v float64) float64 {
	if s.to == s.from {
		return (s.first + s.last) / 2
	}
	return s.first + (v-s.from)/(s.to-s.from)*(s.last-s.first)
}

func (s scale) ticks(n int) []tick {
	step := roundStep(s.to-s.from, n)
	var all []tick
	for i := 0; i < 20; i++ {
		v := s.from + step*float64(i)
		if v > s.to+step/2 {
			break
		}
		all = append(all, tick{s.at(v), number(math.Round(v/step) * step)})
	}
	return all
}

// roundStep is 1, 2 or 5 times a power of ten, so that about n fit into the span.
func roundStep(span float64, n int) float64 {
	size := math.Pow(10, math.Floor(math.Log10(span/float64(n))))
	for _, times := range []float64{1, 2, 5} {
		if span/(size*times) <= float64(n) {
			return size * times
		}
	}
	return size * 10
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func place(x, y float64) string { return fmt.Sprintf("%.1f %.1f", x, y) }

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
