package summary

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// course is one week of a measure's control chart.
type course struct {
	metric, convention, figure string
	week                       time.Time
	n                          int64
	score, low, high           float64
	usual, least, most         *float64
	ewma, ewmaLimit            *float64
	above, below               *float64
	recent                     bool
	signal                     string
}

func (c *course) fields() []any {
	return []any{
		&c.metric, &c.convention, &c.figure, &c.week, &c.n, &c.score, &c.low, &c.high, &c.usual, &c.least, &c.most,
		&c.ewma, &c.ewmaLimit, &c.above, &c.below, &c.recent, &c.signal,
	}
}

// courseView is one measure's control chart.
type courseView struct {
	ID, Name, Finding string
	Verdict           verdict
	Picture           template.HTML
	Rows              []courseRow
}

type courseRow struct{ Week, Value, Interval, N, Usual, Above, Below, Smoothed, Signal string }

func newCourses(d data) ([]courseView, error) {
	var all []courseView
	for _, weeks := range splitCourses(d.control) {
		v, err := newCourse(d, weeks, "course-"+strconv.Itoa(len(all)+1))
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// splitCourses cuts the weeks by measure, NPS first.
func splitCourses(weeks []course) [][]course {
	var all [][]course
	for i := 0; i < len(weeks); {
		end := i
		for end < len(weeks) && weeks[end].metric == weeks[i].metric && weeks[end].convention == weeks[i].convention {
			end++
		}
		all = append(all, weeks[i:end])
		i = end
	}
	sortByRank(all, func(part []course) string { return part[0].metric })
	return all
}

func newCourse(d data, weeks []course, id string) (courseView, error) {
	first, last := weeks[0], weeks[len(weeks)-1]
	unit := figure.UnitOf(first.figure)
	v := courseView{ID: id, Name: metricName(first.metric, first.convention)}
	v.Finding, v.Verdict = courseFinding(last, unit)
	if !d.comparable() {
		v.Verdict = newVerdict("")
	}
	for _, w := range weeks {
		v.Rows = append(v.Rows, newCourseRow(w, unit))
	}
	if len(weeks) < 2 || last.usual == nil {
		return v, nil // without what is usual it is the trend once more
	}
	picture := chart.Trend{
		ID: id, Title: v.Name + ", week by week, against its usual range", Desc: v.Finding + " All values stand in the table below the picture.",
		First: first.week, Last: endOf(last.week), Plain: true, Tick: func(x float64) string { return unit.Value(&x) },
		Marks: marksSince(d.releases, first.week),
	}
	picture.Least, picture.Most = limits(unit)
	picture.Levels = []chart.Level{{Value: *last.usual, Label: unit.Value(last.usual)}}
	for _, l := range []*float64{last.least, last.most} {
		if l != nil && *l >= picture.Least && *l <= picture.Most {
			picture.Levels = append(picture.Levels, chart.Level{Value: *l, Label: unit.Value(l), Limit: true})
		}
	}
	for _, w := range weeks {
		picture.Points = append(picture.Points, chart.Point{Day: endOf(w.week), Value: w.score, Stands: w.signal != ""})
		if w.recent && picture.Shaded.IsZero() {
			picture.Shaded = w.week
		}
	}
	var err error
	v.Picture, err = picture.SVG()
	return v, err
}

// courseFinding says where the newest week stands.
func courseFinding(last course, unit figure.Unit) (string, verdict) {
	level := fmt.Sprintf("%s (%s, n = %s) in the week to %s", unit.Value(&last.score), unit.Interval(&last.low, &last.high), figure.Whole(last.n), figure.ShortDay(endOf(last.week)))
	if last.usual == nil {
		return level + ". What is usual can be said once there are 8 weeks with answers before the last 13.", newVerdict(figure.TooFew)
	}
	usual := fmt.Sprintf("; usual is %s, and single weeks between %s.", unit.Value(last.usual), unit.Interval(last.least, last.most))
	sums := ""
	if last.above != nil && last.below != nil {
		sums = fmt.Sprintf(" Small steps add up to %s upwards and %s downwards; the alarm is above 5.", steps(last.above), steps(last.below))
	}
	switch last.signal {
	case "drift up", "drift down":
		return "It drifts " + last.signal[len("drift "):] + ": " + level + usual + sums, newVerdict(figure.RealChange)
	case "outlier":
		return "Beyond its usual range: " + level + usual + sums, newVerdict(figure.RealChange)
	}
	return "As usual: " + level + usual + sums, newVerdict(figure.CouldChance)
}

func newCourseRow(w course, unit figure.Unit) courseRow {
	r := courseRow{
		Week: figure.Day(endOf(w.week)), Value: unit.Value(&w.score), Interval: unit.Interval(&w.low, &w.high), N: figure.Whole(w.n),
		Usual: unit.Interval(w.least, w.most), Above: steps(w.above), Below: steps(w.below), Smoothed: figure.Slope(w.ewma), Signal: w.signal,
	}
	if r.Usual == "" {
		r.Usual = figure.None
	}
	return r
}

func steps(v *float64) string {
	switch {
	case v == nil:
		return figure.None
	case *v < 0.005:
		return "0"
	}
	return figure.Plain(*v)
}

// marksSince are the releases from a day on, without numbers.
func marksSince(releases []release, day time.Time) []chart.Mark {
	var all []chart.Mark
	for _, r := range releases {
		if !r.on.Before(day) {
			all = append(all, chart.Mark{Day: r.on})
		}
	}
	return all
}
