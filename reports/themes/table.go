package themes

import (
	"html/template"
	"math"
	"strconv"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// groupView is a segment's, plan's or channel's share of people.
type groupView struct {
	Dimension, Name, N, Share, Interval string
	Dot                                 template.HTML
}

// impactView is what the theme goes along with in one measure.
type impactView struct {
	Name, N, With, Without, Impact, Interval, Q string
	Verdict                                     page.Verdict
}

// claimView is what was said of a release about the theme.
type claimView struct {
	Release, Released, Expected, Before, After, Ratio, Interval, Q, Note string
	Verdict                                                              page.Verdict
}

// newGroups draws the groups on one axis; the dashed upright is everybody.
func newGroups(d data, t theme) (template.HTML, []groupView, error) {
	rows := d.groups[t.id]
	if len(rows) == 0 {
		return "", nil, nil
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, g := range rows {
		low, high = math.Min(low, g.low), math.Max(high, g.high)
	}
	if t.share != nil {
		low, high = math.Min(low, *t.share), math.Max(high, *t.share)
	}
	axis := chart.NewAxis(low, high, 0, 100, func(x float64) string { return figure.Share.Value(&x) })
	head, err := axis.SVG()
	if err != nil {
		return "", nil, err
	}
	var all []groupView
	for i, g := range rows {
		v := groupView{
			Dimension: g.dimension, Name: g.value, N: figure.Whole(g.people) + " of " + figure.Whole(g.exposure),
			Share: figure.Share.Value(&g.share), Interval: figure.Share.Interval(&g.low, &g.high),
		}
		dot := chart.Row{ID: "group-" + strconv.Itoa(i+1), Title: v.Name + ": " + v.Share + ", interval " + v.Interval, Value: g.share, Low: g.low, High: g.high, Reference: t.share}
		dot.From, dot.To = axis.Ends()
		if v.Dot, err = dot.SVG(); err != nil {
			return "", nil, err
		}
		all = append(all, v)
	}
	return head, all, nil
}

func newImpacts(rows []impact) []impactView {
	var all []impactView
	for _, i := range rows {
		unit := figure.UnitOf(i.figure)
		all = append(all, impactView{
			Name: figure.Measure(i.metric, i.convention), N: figure.Whole(i.with) + " of " + figure.Whole(i.n), With: unit.Value(i.scoreWith), Without: unit.Value(i.scoreWithout),
			Impact: unit.Change(i.impact), Interval: unit.ChangeInterval(i.low, i.high), Q: equation(i.q), Verdict: page.NewVerdict(i.verdict),
		})
	}
	return all
}

func newClaims(rows []claim) []claimView {
	var all []claimView
	for _, c := range rows {
		v := claimView{
			Release: c.release, Released: "not released", Expected: c.expected + " people", Before: figure.Whole(c.before), After: figure.Whole(c.after),
			Ratio: figure.Ratio(c.ratio), Interval: figure.RatioInterval(c.low, c.high), Q: equation(c.q), Verdict: page.NewClaimVerdict(c.verdict),
		}
		if c.released != nil {
			v.Released = figure.Day(*c.released)
		}
		if c.verdict == "too early" && c.check != nil {
			v.Note = "can be decided on " + figure.Day(*c.check)
		}
		all = append(all, v)
	}
	return all
}

func equation(q *float64) string {
	if q == nil {
		return ""
	}
	return figure.Equation("q", q)
}
