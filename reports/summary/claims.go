package summary

import (
	"fmt"
	"time"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// claim is what was said of a release beforehand, and what came of it.
type claim struct {
	release, theme, name, item, expected string
	released, check                      *time.Time
	late                                 bool
	days                                 int64
	before, after, exposure0, exposure   int64
	ratio, low, high                     *float64
	control, controlLow, controlHigh     *float64
	q                                    *float64
	verdict                              string
}

func (c *claim) fields() []any {
	return []any{
		&c.release, &c.theme, &c.name, &c.item, &c.expected, &c.released, &c.check, &c.late, &c.days, &c.before, &c.after, &c.exposure0, &c.exposure,
		&c.ratio, &c.low, &c.high, &c.control, &c.controlLow, &c.controlHigh, &c.q, &c.verdict,
	}
}

// claimsView is the section of releases.
type claimsView struct {
	Why  string // why there is no table
	Rows []claimView
}

type claimView struct {
	Release, Theme, Item, Released, Expected string
	Before, After, Ratio, Interval           string
	Control, ControlInterval, Q              string
	Verdict                                  verdict
	Notes                                    []string
}

func newClaims(d data) claimsView {
	var v claimsView
	if len(d.claims) == 0 {
		v.Why = "No release has a claim: say in claims.csv, before it ships, which theme fewer or more people will name. What is picked afterwards proves nothing."
	}
	for _, c := range d.claims {
		v.Rows = append(v.Rows, newClaim(c))
	}
	return v
}

func newClaim(c claim) claimView {
	v := claimView{
		Release: c.release, Theme: c.name, Item: c.item, Released: "not released", Expected: c.expected + " people",
		Before: figure.Whole(c.before) + " of " + figure.Whole(c.exposure0), After: figure.Whole(c.after) + " of " + figure.Whole(c.exposure),
		Ratio: figure.Ratio(c.ratio), Interval: figure.RatioInterval(c.low, c.high), Control: figure.Ratio(c.control),
		Q: figure.Chance(c.q), Verdict: page.NewClaimVerdict(c.verdict),
	}
	if c.control != nil {
		v.ControlInterval = figure.RatioInterval(c.controlLow, c.controlHigh)
	}
	if c.released != nil {
		v.Released = figure.Day(*c.released)
		v.Notes = append(v.Notes, fmt.Sprintf("%s before and after it", figure.Number(c.days, "day", "days")))
	}
	if c.verdict == "too early" && c.check != nil {
		v.Notes = append(v.Notes, "can be decided on "+figure.Day(*c.check))
	}
	if c.late {
		v.Notes = append(v.Notes, "said only after the release")
	}
	return v
}
