package summary

import "time"

// point is one period of a measure's trend.
type point struct {
	metric, convention, kind, figure string
	week                             time.Time
	n                                int64
	value, low, high                 float64
}

func (p *point) fields() []any {
	return []any{&p.metric, &p.convention, &p.kind, &p.figure, &p.week, &p.n, &p.value, &p.low, &p.high}
}

// group is a measure among some of the people: a segment, a plan, a channel.
type group struct {
	metric, convention, figure, dimension, value string
	n                                            int64
	score, low, high                             float64
	n0                                           *int64
	change, changeLow, changeHigh                *float64
	detectable                                   *float64
	verdict                                      string
}

func (g *group) fields() []any {
	return []any{
		&g.metric, &g.convention, &g.figure, &g.dimension, &g.value, &g.n, &g.score, &g.low, &g.high,
		&g.n0, &g.change, &g.changeLow, &g.changeHigh, &g.detectable, &g.verdict,
	}
}

// theme is a theme over the last 13 weeks.
type theme struct {
	id, name, parent           string
	people, exposure           int64
	share, shareLow, shareHigh *float64
	positive, negative         int64
	net, netLow, netHigh       *float64
	verdict, direction         string
}

func (t *theme) fields() []any {
	return []any{
		&t.id, &t.name, &t.parent, &t.people, &t.exposure, &t.share, &t.shareLow, &t.shareHigh,
		&t.positive, &t.negative, &t.net, &t.netLow, &t.netHigh, &t.verdict, &t.direction,
	}
}

// coverageWeek is one week's feedback with and without a theme.
type coverageWeek struct {
	week                       time.Time
	feedback, themed, unthemed int64
}

func (c *coverageWeek) fields() []any { return []any{&c.week, &c.feedback, &c.themed, &c.unthemed} }

// term is a word or pair of words of feedback that no theme catches.
type term struct {
	words           string
	people, people0 int64
	lift            *float64
	example         string
}

func (t *term) fields() []any { return []any{&t.words, &t.people, &t.people0, &t.lift, &t.example} }

// reject is a reason for which records could not be read.
type reject struct {
	source, reason string
	n              int64
	file           string
	line           int64
}

func (r *reject) fields() []any { return []any{&r.source, &r.reason, &r.n, &r.file, &r.line} }

// skip is a reason for which records were counted out.
type skip struct {
	source, reason string
	n              int64
}

func (s *skip) fields() []any { return []any{&s.source, &s.reason, &s.n} }

// release is a version that reached customers.
type release struct {
	name string
	on   time.Time
}

func (r *release) fields() []any { return []any{&r.name, &r.on} }
