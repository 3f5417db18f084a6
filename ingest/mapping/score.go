package mapping

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/earshot/earshot/ingest"
)

// scale is the lowest and the highest answer.
func (r Rating) scale() (low, high float64) {
	if len(r.Scale) == 2 {
		return r.Scale[0], r.Scale[1]
	}
	switch r.Metric {
	case ingest.NPS:
		return 0, 10
	case ingest.CES:
		return 1, 7
	}
	return 1, 5
}

// scorer reads the scores of one rating.
type scorer struct {
	metric    ingest.Metric
	low, high float64
	words     map[string]float64
	none      map[string]bool
}

func newScorer(r Rating) scorer {
	s := scorer{metric: r.Metric, words: map[string]float64{}, none: map[string]bool{"": true}}
	s.low, s.high = r.scale()
	for word, score := range r.Words {
		s.words[fold(word)] = score
	}
	for _, word := range r.NoAnswer {
		s.none[fold(word)] = true
	}
	return s
}

func fold(word string) string { return strings.ToLower(strings.Join(strings.Fields(word), " ")) }

// read gives the score that a value is; answered is false for one that means no
// answer.
func (s scorer) read(value any) (score float64, answered bool, err error) {
	text, err := Text(value)
	if err != nil {
		return 0, false, fmt.Errorf("is %s: a number is needed", sort(value))
	}
	if s.none[fold(text)] {
		return 0, false, nil
	}
	if score, known := s.words[fold(text)]; known {
		return score, true, nil
	}
	score, ok := number(value)
	switch {
	case !ok:
		return 0, false, fmt.Errorf("is %s and no score: give it one in words, or add it to no_answer", sort(value))
	case score < s.low || score > s.high:
		return 0, false, fmt.Errorf("is not on the scale %s to %s: change scale, or add it to no_answer", figure(s.low), figure(s.high))
	case s.metric == ingest.NPS && score != math.Trunc(score):
		return 0, false, fmt.Errorf("is no whole number, so it is no answer about recommending")
	}
	return score, true, nil
}

func figure(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
