package mail

import "github.com/earshot/earshot/reports/week"

// segmentScore is a measure among the people of one segment.
type segmentScore struct {
	week.Score
	segment string
}

func (s *segmentScore) fields() []any { return append(s.Score.Fields(), &s.segment) }
