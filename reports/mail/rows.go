package mail

import (
	"math"
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// mover is one theme's test: the last complete week against the eight before.
type mover struct {
	theme, name, owner   string
	people, people0      int64
	exposure, exposure0  int64
	ratio, low, high, q  *float64
	direction, judgement string
}

func (m *mover) fields() []any {
	return []any{
		&m.theme, &m.name, &m.owner, &m.people, &m.people0, &m.exposure, &m.exposure0,
		&m.ratio, &m.low, &m.high, &m.q, &m.direction, &m.judgement,
	}
}

// isNew says that nobody named the theme in the eight weeks before.
func (m mover) isNew() bool {
	return m.people > 0 && (m.people0 == 0 || m.ratio == nil || math.IsInf(*m.ratio, 1))
}

func (m mover) isReal() bool { return m.judgement == figure.RealChange }

func (m mover) chance() float64 {
	if m.q == nil {
		return 2
	}
	return *m.q
}

// quote is one verbatim sentence of the week.
type quote struct {
	theme, name, text string
	on                time.Time
	channel, segment  string
}

func (q *quote) fields() []any {
	return []any{&q.theme, &q.name, &q.text, &q.on, &q.channel, &q.segment}
}

// alarm is one row of the mart alarms; theme is the theme that it is about.
type alarm struct {
	kind, subject, direction string
	size                     *float64
	state                    string
	since                    *time.Time
	theme                    string
}

func (a *alarm) fields() []any {
	return []any{&a.kind, &a.subject, &a.direction, &a.size, &a.state, &a.since, &a.theme}
}

// claim is what a release was said to bring, and whether it did.
type claim struct {
	release, theme, name, expected string
	on                             time.Time
	before, after                  int64
	ratio, low, high, q            *float64
	judgement                      string
}

func (c *claim) fields() []any {
	return []any{&c.release, &c.theme, &c.name, &c.expected, &c.on, &c.before, &c.after, &c.ratio, &c.low, &c.high, &c.q, &c.judgement}
}

// silentGroup is a group of customers that is heard less than the others.
type silentGroup struct {
	dimension, value string
	customers, heard int64
	share, others    *float64
}

func (g *silentGroup) fields() []any {
	return []any{&g.dimension, &g.value, &g.customers, &g.heard, &g.share, &g.others}
}

// item is the plan's answer to a theme.
type item struct{ theme, key, title, state, url string }

func (i *item) fields() []any { return []any{&i.theme, &i.key, &i.title, &i.state, &i.url} }
