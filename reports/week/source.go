package week

import "time"

// Source is how fresh one source is and what became of what it sent.
type Source struct {
	Name, Channel                          string
	First, Last                            *time.Time // days of its feedback and ratings; nil: none
	Days                                   int64      // since the last
	Allowed                                *int64     // days of silence
	Stale                                  bool
	Feedback, Ratings                      int64
	Received, Stored, Rejected, CountedOut int64 // records
}

func (s *Source) fields() []any {
	return []any{
		&s.Name, &s.Channel, &s.First, &s.Last, &s.Days, &s.Allowed, &s.Stale,
		&s.Feedback, &s.Ratings, &s.Received, &s.Stored, &s.Rejected, &s.CountedOut,
	}
}
