package summary

import (
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// enough answers for a period to be shown by itself; with fewer, a longer
// rolling period is.
const enough = 30

// score is a measure over one period against the one before: a row of
// satisfaction, or of a query of this folder in the same columns.
type score struct {
	metric, convention, kind, figure string
	start                            time.Time
	n, anonymous                     int64
	value, low, high                 *float64
	n0                               *int64
	value0                           *float64
	change, changeLow                *float64
	changeHigh, detectable           *float64
	verdict                          string
}

func (s *score) fields() []any {
	return []any{
		&s.metric, &s.convention, &s.kind, &s.figure, &s.start, &s.n, &s.anonymous, &s.value, &s.low, &s.high, &s.n0, &s.value0,
		&s.change, &s.changeLow, &s.changeHigh, &s.detectable, &s.verdict,
	}
}

// choose picks the shortest period with enough answers, else the longest there
// is.
func choose(metric, convention string, list []score) (score, bool) {
	var best score
	found := false
	for _, kind := range kinds() {
		for _, s := range list {
			if s.metric == metric && s.kind == kind && s.convention == convention {
				best, found = s, true
			}
		}
		if found && best.n >= enough {
			return best, true
		}
	}
	return best, found
}

// kinds are the lengths of period that figures are shown of, the shortest first.
func kinds() []string { return []string{"week", "r4", "r13"} }

// usual is the convention of a metric with most answers: the same question may
// be asked on two scales, which are never mixed.
func usual(metric string, list []score) string {
	convention, most := "", int64(-1)
	for _, s := range list {
		if s.metric == metric && s.n > most {
			convention, most = s.convention, s.n
		}
	}
	return convention
}

func (s score) unit() figure.Unit {
	if s.metric == "people" {
		return figure.Count
	}
	return figure.UnitOf(s.figure)
}

// name is the measure's name in a heading.
func (s score) name() string { return metricName(s.metric, s.convention) }

func metricName(metric, convention string) string { return figure.Measure(metric, convention) }

// compared says that there is an earlier period to compare with.
func (s score) compared() bool { return s.n0 != nil && *s.n0 > 0 && s.change != nil }

func (s score) direction() string { return s.unit().Direction(s.change) }

// reach is how many weeks the period has.
func (s score) reach() int {
	switch s.kind {
	case "r4":
		return 4
	case "r13":
		return 13
	}
	return 1
}

// period says which weeks the figure is of.
func (s score) period() string {
	last := s.start.AddDate(0, 0, 7*s.reach()-1)
	switch s.kind {
	case "r4":
		return "4 weeks to " + figure.ShortDay(last)
	case "r13":
		return "13 weeks to " + figure.ShortDay(last)
	}
	return "week to " + figure.ShortDay(last)
}

// baseline says what the figure is compared with.
func (s score) baseline() string {
	switch {
	case s.metric == "people":
		return "the mean of the 4 weeks before"
	case s.kind == "r4":
		return "the 4 weeks before"
	case s.kind == "r13":
		return "the 13 weeks before"
	}
	return "the week before"
}

// counted names what n counts.
func (s score) counted() string {
	switch s.metric {
	case "sentiment":
		return figure.Number(s.n, "mention", "mentions")
	case "people":
		return figure.Number(s.n, "person", "people")
	case "unthemed":
		return figure.Number(s.n, "piece of feedback", "pieces of feedback")
	}
	return figure.Number(s.n, "answer", "answers")
}
