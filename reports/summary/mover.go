package summary

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// mover is one theme's test: the last complete week against the eight before.
type mover struct {
	theme, name, owner, description string
	people, people0                 int64
	exposure, exposure0             int64
	ratio, low, high, q, phi        *float64
	direction, verdict              string
	partial                         bool   // fewer than eight weeks before had feedback
	positive, negative, moods       *int64 // people by their newest mention of the week
	net, netLow, netHigh            *float64
}

func (m *mover) fields() []any {
	return []any{
		&m.theme, &m.name, &m.owner, &m.description, &m.people, &m.people0, &m.exposure, &m.exposure0,
		&m.ratio, &m.low, &m.high, &m.q, &m.phi, &m.direction, &m.verdict, &m.partial,
		&m.positive, &m.negative, &m.moods, &m.net, &m.netLow, &m.netHigh,
	}
}

// isNew says that nobody named the theme in the eight weeks before.
func (m mover) isNew() bool {
	return m.people > 0 && (m.people0 == 0 || m.ratio == nil || math.IsInf(*m.ratio, 1))
}

func (m mover) isReal() bool { return m.verdict == figure.RealChange }

// complains says that most of this week's people blame, and that more of them
// blame than praise beyond chance: only then may mentions be called complaints.
func (m mover) complains() bool {
	return m.netHigh != nil && *m.netHigh < 0 && m.negative != nil && 2**m.negative > m.people
}

func (m mover) chance() float64 {
	if m.q == nil {
		return 2
	}
	return *m.q
}

// shown picks at most five that rose and five that fell, real changes first and
// then what could be chance, the least likely first. Themes with too few people
// stand in the list of what was looked at.
func shown(all []mover, direction string) []mover {
	var list []mover
	for _, m := range all {
		if m.direction == direction && (m.isReal() || m.verdict == figure.CouldChance) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, byStrength)
	return list[:min(len(list), 5)]
}

func byStrength(a, b mover) int {
	if a.isReal() != b.isReal() {
		if a.isReal() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.chance(), b.chance()), cmp.Compare(b.people, a.people), cmp.Compare(a.theme, b.theme))
}

// real lists the real changes of a direction, the strongest first.
func real(all []mover, direction string) []mover {
	return slices.DeleteFunc(slices.Clone(all), func(m mover) bool { return !m.isReal() || m.direction != direction })
}

// said is how many people of a segment or channel named a theme this week.
type said struct {
	theme, dimension, value string
	people                  int64
}

func (s *said) fields() []any { return []any{&s.theme, &s.dimension, &s.value, &s.people} }

// themeWeek is the people of one theme and week.
type themeWeek struct {
	theme  string
	week   time.Time
	people int64
}

func (w *themeWeek) fields() []any { return []any{&w.theme, &w.week, &w.people} }
