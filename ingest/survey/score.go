package survey

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/earshot/earshot/ingest"
)

// scorer reads the cells of one rating.
type scorer struct {
	metric     ingest.Metric
	low, high  float64
	lowIsGood  bool
	convention string
	words      map[string]float64 // folded
	none       map[string]bool    // folded
	noneAs     []float64          // those of none that are numbers: "11" leaves 11.0 out too
}

func newScorer(r Rating) scorer {
	s := scorer{metric: r.Metric, lowIsGood: r.LowIsGood, convention: r.Convention,
		words: map[string]float64{}, none: map[string]bool{}}
	s.low, s.high = r.scale()
	if s.convention == "" && r.Metric == ingest.CES {
		s.convention = "mean"
	}
	for word, score := range r.Words {
		s.words[fold(word)] = score
	}
	for _, word := range r.NoAnswer {
		s.none[fold(word)] = true
		if value, ok := number(word, s.high); ok {
			s.noneAs = append(s.noneAs, value)
		}
	}
	return s
}

// read gives the score in cell. answered is false for a cell that means no
// answer. wrong says what is the matter with it and what to do.
func (s *scorer) read(cell string) (score float64, answered bool, wrong string) {
	if cell = strings.TrimSpace(cell); cell == "" {
		return 0, false, ""
	}
	if len(s.words)+len(s.none) > 0 {
		key := fold(cell)
		if score, known := s.words[key]; known {
			return score, true, ""
		}
		if s.none[key] {
			return 0, false, ""
		}
	}
	score, ok := number(cell, s.high)
	if !ok {
		return 0, false, quoted(cell) + " is no score: give it one in words, or add it to no_answer"
	}
	for _, none := range s.noneAs {
		if score == none {
			return 0, false, ""
		}
	}
	return score, true, s.doubt(score)
}

// doubt says why a number cannot be an answer.
func (s *scorer) doubt(score float64) string {
	switch {
	case score < s.low || score > s.high:
		return fmt.Sprintf("%s is not on the scale %s to %s: add it to no_answer, or change scale", figure(score), figure(s.low), figure(s.high))
	case s.metric == ingest.NPS && score != math.Trunc(score):
		return figure(score) + " is not a whole number, so it is no answer about recommending; leave summary lines out with skip"
	}
	return ""
}

// quoted shows a cell that is short; longer ones are somebody's words, and an
// address or a number of many digits may be somebody's too.
func quoted(cell string) string {
	digits := strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, cell), "0")
	if n := utf8.RuneCountInString(cell); n > 20 || digits > 4 || strings.Contains(cell, "@") {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return fmt.Sprintf("%q", cell)
}
