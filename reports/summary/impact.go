package summary

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// impact is what one theme goes along with in one measure.
type impact struct {
	theme, name, metric, convention, figure string
	n, with                                 int64
	share                                   *float64
	score, scoreWith, scoreWithout          *float64
	impact, low, high, q                    *float64
	verdict                                 string
}

func (i *impact) fields() []any {
	return []any{
		&i.theme, &i.name, &i.metric, &i.convention, &i.figure, &i.n, &i.with, &i.share,
		&i.score, &i.scoreWith, &i.scoreWithout, &i.impact, &i.low, &i.high, &i.q, &i.verdict,
	}
}

// impactsView is the section of what weighs on the scores.
type impactsView struct {
	Why  string // why there is nothing to show
	List []impactView
}

// impactView is one measure: its themes by impact and by how many name them.
type impactView struct {
	ID, Name, Finding string
	Picture           template.HTML
	Axis              template.HTML
	Rows              []impactRow
	Few               string // themes with too few answers
	Open              bool
}

type impactRow struct {
	Name, Path, N, Share, With, Without, Impact, Interval, Q string
	Dot                                                      template.HTML
	Verdict                                                  verdict
}

func newImpacts(d data) (impactsView, error) {
	var v impactsView
	for _, part := range splitImpacts(d.impacts) {
		view, err := newImpact(d, part, "impact-"+strconv.Itoa(len(v.List)+1))
		if err != nil {
			return v, err
		}
		view.Open = len(v.List) == 0
		v.List = append(v.List, view)
	}
	if len(v.List) == 0 {
		v.Why = "No rating of the last 13 weeks came with words about a theme, so no theme can be held against a score."
	}
	return v, nil
}

// splitImpacts cuts the rows by measure, NPS first.
func splitImpacts(rows []impact) [][]impact {
	var all [][]impact
	for i := 0; i < len(rows); {
		end := i
		for end < len(rows) && rows[end].metric == rows[i].metric && rows[end].convention == rows[i].convention {
			end++
		}
		all = append(all, rows[i:end])
		i = end
	}
	sortByRank(all, func(part []impact) string { return part[0].metric })
	return all
}

func newImpact(d data, rows []impact, id string) (impactView, error) {
	unit := figure.UnitOf(rows[0].figure)
	v := impactView{ID: id, Name: metricName(rows[0].metric, rows[0].convention)}
	var shown []impact
	var few []string
	for _, r := range rows {
		if r.impact == nil || r.low == nil || r.high == nil || r.share == nil {
			few = append(few, r.name+" ("+figure.Whole(r.with)+")")
		} else {
			shown = append(shown, r)
		}
	}
	if len(few) > listedNames {
		few = append(few[:listedNames:listedNames], figure.Whole(int64(len(few)-listedNames))+" more in csv/theme_impact.csv")
	}
	v.Few = strings.Join(few, ", ")
	v.Finding = impactFinding(shown, unit, v.Name)
	if len(shown) == 0 {
		return v, nil
	}
	var err error
	if v.Picture, err = impactPicture(v, shown, unit); err != nil {
		return v, err
	}
	v.Axis, v.Rows, err = impactRows(d, id, shown, unit)
	return v, err
}

// impactFinding names the theme that goes along with most.
func impactFinding(rows []impact, unit figure.Unit, measure string) string {
	if len(rows) == 0 {
		return "Every theme has fewer than 10 answers with it or without it: no impact is shown."
	}
	for _, r := range rows {
		if r.verdict != figure.RealChange {
			continue
		}
		word := "lower"
		if *r.impact > 0 {
			word = "raise"
		}
		return fmt.Sprintf("The answers that mention %s %s %s by %s (%s): they are %s of %s, and theirs is %s against %s of the others.",
			r.name, word, measure, unit.Size(r.impact), unit.ChangeInterval(r.low, r.high),
			figure.Whole(r.with), figure.Whole(r.n), unit.Value(r.scoreWith), unit.Value(r.scoreWithout))
	}
	return "No theme's answers differ from the others by more than chance would."
}

func impactPicture(v impactView, rows []impact, unit figure.Unit) (template.HTML, error) {
	s := chart.Scatter{
		ID: v.ID, Title: v.Name + ": impact of each theme against how many answers mention it",
		Desc:   v.Finding + " The upright line of each dot is the 95 % interval of its impact; filled dots are real changes. All values stand in the table below the picture.",
		Across: "share of answers that mention it", Above: "goes with a higher score", Below: "goes with a lower score",
		TickX: func(x float64) string { return figure.Share.Value(&x) }, TickY: impactTick(unit),
	}
	for _, r := range rows {
		s.Spots = append(s.Spots, chart.Spot{
			Name: r.name, X: *r.share, Y: *r.impact, Low: *r.low, High: *r.high, Real: r.verdict == figure.RealChange,
			Introduction: fmt.Sprintf("%s: %s (%s), n = %s of %s, %s", r.name, unit.Change(r.impact), unit.ChangeInterval(r.low, r.high),
				figure.Whole(r.with), figure.Whole(r.n), r.verdict),
		})
	}
	return s.SVG()
}

func impactTick(unit figure.Unit) func(float64) string {
	return func(v float64) string {
		if math.Abs(v) < 1e-9 {
			return "0"
		}
		return strings.TrimSuffix(unit.Change(&v), " points")
	}
}

// impactRows is the table behind the picture, a dot with its interval a row.
func impactRows(d data, id string, rows []impact, unit figure.Unit) (template.HTML, []impactRow, error) {
	low, high := 0.0, 0.0
	for _, r := range rows {
		low, high = math.Min(low, *r.low), math.Max(high, *r.high)
	}
	axis := chart.NewAxis(low, high, math.Inf(-1), math.Inf(1), impactTick(unit))
	head, err := axis.SVG()
	if err != nil {
		return "", nil, err
	}
	none := 0.0
	var all []impactRow
	for i, r := range rows {
		v := impactRow{
			Name: r.name, Path: d.pathOf(r.theme), N: figure.Whole(r.with) + " of " + figure.Whole(r.n), Share: figure.Share.Value(r.share), With: unit.Value(r.scoreWith),
			Without: unit.Value(r.scoreWithout), Impact: unit.Change(r.impact), Interval: unit.ChangeInterval(r.low, r.high),
			Q: equation("q", r.q), Verdict: newVerdict(r.verdict),
		}
		dot := chart.Row{ID: id + "-" + strconv.Itoa(i+1), Title: r.name + ": " + v.Impact + ", interval " + v.Interval, Value: *r.impact, Low: *r.low, High: *r.high, Reference: &none}
		dot.From, dot.To = axis.Ends()
		if v.Dot, err = dot.SVG(); err != nil {
			return "", nil, err
		}
		all = append(all, v)
	}
	return head, all, nil
}
