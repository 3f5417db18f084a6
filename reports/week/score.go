package week

import (
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// enough answers for a period to be shown by itself; with fewer, a longer
// rolling period is.
const enough = 30

// Score is a measure over one period against the one before: a row of
// satisfaction, or of a query of this folder in the same columns.
type Score struct {
	Metric, Convention, Kind, Figure string
	Start                            time.Time // first day of the period
	N, Anonymous                     int64
	Value, Low, High                 *float64 // as Unit says; nil: not known
	N0                               *int64   // of the period before, as Value0
	Value0                           *float64
	Change, ChangeLow                *float64
	ChangeHigh, Detectable           *float64
	Verdict                          string
}

// Fields are the places for a row of the queries.
func (s *Score) Fields() []any {
	return []any{
		&s.Metric, &s.Convention, &s.Kind, &s.Figure, &s.Start, &s.N, &s.Anonymous, &s.Value, &s.Low, &s.High, &s.N0, &s.Value0,
		&s.Change, &s.ChangeLow, &s.ChangeHigh, &s.Detectable, &s.Verdict,
	}
}

// Kinds are the lengths of period that figures are shown of, the shortest first.
func Kinds() []string { return []string{"week", "r4", "r13"} }

// Choose picks the shortest period with enough answers, else the longest there
// is; false when there is none.
func Choose(metric, convention string, list []Score) (Score, bool) {
	var best Score
	found := false
	for _, kind := range Kinds() {
		for _, s := range list {
			if s.Metric == metric && s.Kind == kind && s.Convention == convention {
				best, found = s, true
			}
		}
		if found && best.N >= enough {
			return best, true
		}
	}
	return best, found
}

// Find chooses among the answers of the metric's convention with most of them:
// the same question may be asked on two scales, which are never mixed.
func Find(metric string, list []Score) (Score, bool) {
	convention, most := "", int64(-1)
	for _, s := range list {
		if s.Metric == metric && s.N > most {
			convention, most = s.Convention, s.N
		}
	}
	return Choose(metric, convention, list)
}

// Main is the first of NPS, CSAT, stars and effort that anybody gave.
func Main(list []Score) (Score, bool) {
	for _, metric := range []string{"nps", "csat", "stars", "ces"} {
		if s, ok := Find(metric, list); ok {
			return s, true
		}
	}
	return Score{}, false
}

// Unit is what the figure is told in.
func (s Score) Unit() figure.Unit {
	if s.Metric == "people" {
		return figure.Count
	}
	return figure.UnitOf(s.Figure)
}

// Compared says that there is an earlier period to compare with.
func (s Score) Compared() bool { return s.N0 != nil && *s.N0 > 0 && s.Change != nil }

// Real says that the change is one.
func (s Score) Real() bool { return s.Compared() && s.Verdict == figure.RealChange }

// Direction is up, down or even.
func (s Score) Direction() string { return s.Unit().Direction(s.Change) }

// Weeks is how many the period has.
func (s Score) Weeks() int {
	switch s.Kind {
	case "r4":
		return 4
	case "r13":
		return 13
	}
	return 1
}

// LastDay is that of the period.
func (s Score) LastDay() time.Time { return s.Start.AddDate(0, 0, 7*s.Weeks()-1) }
