package summary

import (
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// asked is how many of those who were asked answered: all of a survey in its
// newest month against the month before, or a group against all others.
type asked struct {
	survey, dimension, value string
	until                    *time.Time // last day of the month; nil: a group, over 13 weeks
	invited, answered        int64
	rate, low, high          *float64
	change, changeLow        *float64
	changeHigh, q            *float64
	verdict                  string
}

func (a *asked) fields() []any {
	return []any{
		&a.survey, &a.dimension, &a.value, &a.until, &a.invited, &a.answered, &a.rate, &a.low, &a.high, &a.change, &a.changeLow, &a.changeHigh, &a.q, &a.verdict,
	}
}

type askedRow struct {
	Survey, Group, Name, N, Rate, Interval, Change, ChangeInterval, Against, Q string
	Verdict                                                                    verdict
}

func newAsked(d data) []askedRow {
	var all []askedRow
	for _, a := range d.asked {
		r := askedRow{
			Survey: a.survey, Group: a.dimension, Name: a.value, N: figure.Whole(a.answered) + " of " + figure.Whole(a.invited),
			Rate: figure.Share.Value(a.rate), Interval: figure.Share.Interval(a.low, a.high), Change: figure.Points.Change(a.change),
			ChangeInterval: figure.Points.ChangeInterval(a.changeLow, a.changeHigh), Against: "against all others", Q: equation("q", a.q), Verdict: newVerdict(a.verdict),
		}
		if a.until != nil {
			r.Group, r.Name, r.Against = "", "all, month to "+figure.ShortDay(*a.until), "against the month before"
		}
		all = append(all, r)
	}
	return all
}
