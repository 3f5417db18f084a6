package summary

import "github.com/earshot/earshot/reports/figure"

// year is a measure's last period against the same a year before.
type year struct {
	metric, convention, kind string
	n                        int64
	change, low, high        *float64
	verdict                  string
}

func (y *year) fields() []any {
	return []any{&y.metric, &y.convention, &y.kind, &y.n, &y.change, &y.low, &y.high, &y.verdict}
}

// yearOf says how a score compares with the same period a year before; empty
// where there was none.
func yearOf(d data, s score) string {
	for _, y := range d.years {
		if y.metric == s.Metric && y.convention == s.Convention && y.kind == s.Kind {
			return "Against a year before: " + s.Unit().Change(y.change) + " (" + s.Unit().ChangeInterval(y.low, y.high) + ", n = " +
				figure.Whole(y.n) + "), " + y.verdict + "."
		}
	}
	return ""
}

// unknown is how much of a source's feedback or ratings is anonymous.
type unknown struct {
	source, channel, record string
	anonymous, n            int64
	share, low, high        *float64
}

func (u *unknown) fields() []any {
	return []any{&u.source, &u.channel, &u.record, &u.anonymous, &u.n, &u.share, &u.low, &u.high}
}
