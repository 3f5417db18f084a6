package summary

import (
	"fmt"
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// slope is which way a measure has gone over many periods.
type slope struct {
	metric, convention, kind string
	periods                  int64
	first                    time.Time
	slope, low, high, q      *float64
	verdict                  string
}

func (s *slope) fields() []any {
	return []any{&s.metric, &s.convention, &s.kind, &s.periods, &s.first, &s.slope, &s.low, &s.high, &s.q, &s.verdict}
}

// drift is which way a theme has gone over 26 weeks.
type drift struct {
	theme               string
	weeks, people       int64
	slope, low, high, q *float64
	direction, verdict  string
}

func (d *drift) fields() []any {
	return []any{&d.theme, &d.weeks, &d.people, &d.slope, &d.low, &d.high, &d.q, &d.direction, &d.verdict}
}

// slopeOf says a measure's slow course in words.
func slopeOf(d data, metric, convention string, unit figure.Unit) (string, verdict) {
	for _, s := range d.slopes {
		if s.metric != metric || s.convention != convention {
			continue
		}
		of := ""
		if unit != figure.Mean {
			of = " points"
		}
		return fmt.Sprintf("Slow course: %s%s a %s (%s) over %d %ss, %s.", figure.Slope(s.slope), of, s.kind, slopeInterval(s.low, s.high),
			s.periods, s.kind, figure.Equation("q", s.q)), comparedVerdict(d, s.verdict)
	}
	return "Slow course: fewer than 8 weeks or months with answers.", newVerdict(figure.TooFew)
}

// driftOf is a theme's slow course: its slope with sign, interval and verdict.
func driftOf(d data, theme string) (value, interval string, v verdict) {
	for _, t := range d.drifts {
		if t.theme == theme {
			return figure.Slope(t.slope), slopeInterval(t.low, t.high) + ", n = " + figure.Whole(t.people), comparedVerdict(d, t.verdict)
		}
	}
	return figure.None, "", newVerdict(figure.TooFew)
}

// comparedVerdict is the verdict of a course over time; while a source is silent
// there is none.
func comparedVerdict(d data, word string) verdict {
	if !d.comparable() {
		return newVerdict("")
	}
	return newVerdict(word)
}
