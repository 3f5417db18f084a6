package themes

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// courseView is one measure of a theme over 26 weeks.
type courseView struct {
	ID, Name, Basis string
	Picture         template.HTML
	Why             string // why there is no picture
	Rows            []courseRow
}

type courseRow struct{ Week, Value, Interval, N string }

// numbered is how many releases can carry a number in a picture.
const numbered = 12

func newCourses(d data, t theme) (share, mood courseView, err error) {
	var weekly, rolling []week
	for _, w := range d.weeks[t.id] {
		if w.kind == "week" {
			weekly = append(weekly, w)
		} else {
			rolling = append(rolling, w)
		}
	}
	share = courseView{ID: "share", Name: "Share of people who name it", Basis: "each point: one week"}
	mood = courseView{ID: "mood", Name: "Net sentiment", Basis: "each point: the 4 weeks up to it"}
	if share, err = share.draw(d, weekly, figure.Share, 0, 100); err != nil {
		return share, mood, err
	}
	mood, err = mood.draw(d, rolling, figure.Points, -100, 100)
	return share, mood, err
}

func (v courseView) draw(d data, weeks []week, unit figure.Unit, least, most float64) (courseView, error) {
	if len(weeks) == 0 {
		v.Why = "Nobody named it in these weeks."
		return v, nil
	}
	for _, w := range weeks {
		v.Rows = append(v.Rows, newCourseRow(w, unit))
	}
	last := v.Rows[len(v.Rows)-1]
	says := fmt.Sprintf("%s (%s, %s) at %s", last.Value, last.Interval, last.N, last.Week)
	if len(weeks) == 1 {
		v.Why = "One point only: " + says + ". A line begins with the second one."
		return v, nil
	}
	picture := chart.Trend{
		ID: v.ID, Title: v.Name + " over 26 weeks", First: d.facts.Week.AddDate(0, 0, -175), Last: d.facts.Week.AddDate(0, 0, 6),
		Desc:  "It ends with " + says + ". The band is the 95 % interval. All values stand in the table below the picture.",
		Least: least, Most: most, Tick: func(x float64) string { return unit.Value(&x) },
	}
	for _, w := range weeks {
		picture.Points = append(picture.Points, chart.Point{Day: sunday(w.monday), Value: w.value, Low: w.low, High: w.high})
	}
	for i, r := range d.releases {
		m := chart.Mark{Day: r.on}
		if len(d.releases) <= numbered {
			m.Label = strconv.Itoa(i + 1)
		}
		picture.Marks = append(picture.Marks, m)
	}
	var err error
	v.Picture, err = picture.SVG()
	return v, err
}

func newCourseRow(w week, unit figure.Unit) courseRow {
	n := figure.Whole(w.people) + " of " + figure.Whole(w.exposure)
	if unit == figure.Points {
		n = "n = " + figure.Whole(w.people)
	}
	return courseRow{figure.Day(sunday(w.monday)), unit.Value(&w.value), unit.Interval(&w.low, &w.high), n}
}

func sunday(monday time.Time) time.Time { return monday.AddDate(0, 0, 6) }
