package mail

import (
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// enough answers for a period to be shown by itself; with fewer, a longer
// rolling period is. As in the summary.
const enough = 30

// score is a measure over one period against the one before.
type score struct {
	metric, convention, kind, figure string
	start                            time.Time
	n, anonymous                     int64
	value, low, high                 *float64
	n0                               *int64
	value0                           *float64
	change, changeLow                *float64
	changeHigh, detectable           *float64
	judgement                        string
}

func (s *score) fields() []any {
	return []any{
		&s.metric, &s.convention, &s.kind, &s.figure, &s.start, &s.n, &s.anonymous, &s.value, &s.low, &s.high, &s.n0, &s.value0,
		&s.change, &s.changeLow, &s.changeHigh, &s.detectable, &s.judgement,
	}
}

// segmentScore is a measure among the people of one segment.
type segmentScore struct {
	score
	segment string
}

func (s *segmentScore) fields() []any { return append(s.score.fields(), &s.segment) }

// choose picks the metric's convention with most answers, and of it the
// shortest period with enough answers, else the longest there is.
func choose(metric string, list []score) (score, bool) {
	convention := usual(metric, list)
	var best score
	found := false
	for _, kind := range []string{"week", "r4", "r13"} {
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

// compared says that there is an earlier period to compare with.
func (s score) compared() bool { return s.n0 != nil && *s.n0 > 0 && s.change != nil }

func (s score) isReal() bool { return s.compared() && s.judgement == figure.RealChange }

func (s score) direction() string { return s.unit().Direction(s.change) }

// weeks is how many the period has.
func (s score) weeks() int {
	switch s.kind {
	case "r4":
		return 4
	case "r13":
		return 13
	}
	return 1
}

// mainScore is the first of NPS, CSAT, stars and effort that anybody gave.
func mainScore(list []score) (score, bool) {
	for _, metric := range []string{"nps", "csat", "stars", "ces"} {
		if s, ok := choose(metric, list); ok {
			return s, true
		}
	}
	return score{}, false
}
