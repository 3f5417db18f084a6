package themes

import (
	"math"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// headline says the finding about a theme in one line.
func headline(d data, t theme) string {
	share := figure.Share.Value(t.share) + " of all people name " + t.name
	switch {
	case t.people == 0:
		return "Nobody named " + t.name + " in the last 13 weeks"
	case !d.comparable():
		return share
	case t.verdict == figure.RealChange && isNew(t):
		return t.name + " is new this week: " + figure.Number(t.now, "person names it", "people name it")
	case t.verdict == figure.RealChange:
		return t.name + " is named " + figure.Plain(*t.ratio) + " times as often as before"
	case t.courseVerdict == figure.RealChange && t.course == "up":
		return t.name + " slowly grows: " + figure.Slope(t.slope) + " points of all people a week"
	case t.courseVerdict == figure.RealChange:
		return t.name + " slowly fades: " + figure.Slope(t.slope) + " points of all people a week"
	case t.verdict == figure.TooFew || t.verdict == "":
		return share + "; too few to tell a change"
	}
	return share + ", no real change"
}

func isNew(t theme) bool {
	return t.base == 0 || t.ratio == nil || math.IsInf(*t.ratio, 1)
}

func shareCell(t theme) cell {
	c := cell{Name: "Share of people", Value: figure.Share.Value(t.share), Note: "13 weeks"}
	if t.exposure == 0 {
		c.Note = "Nobody gave feedback in the last 13 weeks."
		return c
	}
	c.Interval = figure.Share.Interval(t.shareLow, t.shareHigh)
	c.Count = figure.Whole(t.people) + " of " + figure.Number(t.exposure, "person", "people")
	return c
}

// moveCell is the last week against the eight before.
func moveCell(d data, t theme) cell {
	c := cell{Name: "Last week", Value: figure.Ratio(t.ratio), Interval: figure.RatioInterval(t.ratioLow, t.ratioHigh), Judged: true, Verdict: page.NewVerdict(t.verdict)}
	c.Count = figure.Whole(t.now) + " of " + figure.Whole(t.exposureNow) + ", before " + figure.Whole(t.base) + " of " + figure.Whole(t.exposureBase)
	switch {
	case !d.comparable():
		c.Value, c.Interval, c.Verdict = figure.None, "", page.NewVerdict("")
	case t.q != nil:
		c.Note = figure.Equation("q", t.q) + "; against the eight weeks before"
	}
	return c
}

func slopeCell(d data, t theme) cell {
	c := cell{Name: "Slow course", Value: figure.None, Judged: true, Verdict: page.NewVerdict(figure.TooFew), Note: "Fewer than 8 weeks of feedback."}
	if t.slope == nil {
		return c
	}
	c.Value, c.Note = figure.Slope(t.slope), "points of all people a week, over "+figure.Number(t.slopeWeeks, "week", "weeks")
	if t.slopeLow != nil && t.slopeHigh != nil {
		c.Interval = figure.Slope(t.slopeLow) + " to " + figure.Slope(t.slopeHigh)
	}
	c.Count = "n = " + figure.Whole(t.slopePeople)
	if t.slopeQ != nil {
		c.Count += ", " + figure.Equation("q", t.slopeQ)
	}
	c.Verdict = page.NewVerdict(t.courseVerdict)
	if !d.comparable() {
		c.Verdict = page.NewVerdict("")
	}
	return c
}

func moodCell(t theme) cell {
	c := cell{Name: "Net sentiment", Value: figure.Points.Value(t.net), Note: "13 weeks"}
	if t.net == nil || t.people == 0 {
		return cell{Name: "Net sentiment", Value: figure.None, Note: "Nobody named it in the last 13 weeks."}
	}
	c.Interval = figure.Points.Interval(t.netLow, t.netHigh)
	c.Count = figure.Whole(t.negative) + " negative, " + figure.Whole(t.positive) + " positive of " + figure.Whole(t.people)
	return c
}
