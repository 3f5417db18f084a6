package chart

import (
	"strings"
	"time"
)

// stretches cuts the points where a week is missing.
func stretches(points []Point) [][]Point {
	var all [][]Point
	for i, p := range points {
		if i == 0 || p.Day.Sub(points[i-1].Day) > week+12*time.Hour {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], p)
	}
	return all
}

// line and band write points for a picture that is 1000 wide and stretched.
func (t Trend) line(points []Point, y axis) string {
	var b strings.Builder
	for _, p := range points {
		b.WriteString(place(t.x(p.Day)*10) + "," + place(y.at(p.Value)) + " ")
	}
	return strings.TrimSpace(b.String())
}

func (t Trend) band(points []Point, y axis) string {
	var upper, lower []string
	for _, p := range points {
		half := 0.0
		if len(points) == 1 {
			half = 4 // a single week: a bar as wide as a dot
		}
		upper = append(upper, place(t.x(p.Day)*10-half)+","+place(y.at(p.High)))
		lower = append([]string{place(t.x(p.Day)*10+half) + "," + place(y.at(p.Low))}, lower...)
		if half > 0 {
			upper = append(upper, place(t.x(p.Day)*10+half)+","+place(y.at(p.High)))
			lower = append(lower, place(t.x(p.Day)*10-half)+","+place(y.at(p.Low)))
		}
	}
	return strings.Join(append(upper, lower...), " ")
}

// months labels the first week of each month.
func (t Trend) months() []label {
	var all []label
	each := 1 // every so many months; a small picture has room for few
	if t.Small {
		each = 3
	} else if t.Last.Sub(t.First) > 40*week {
		each = 2
	}
	for w := t.First; !w.After(t.Last); w = w.Add(week) {
		if w.Equal(t.First) || w.Day() <= 7 && int(w.Month())%each == 1%each {
			all = append(all, label{X: place(t.x(w)), Text: w.Format("2 Jan"), Anchor: t.anchor(w)})
		}
	}
	// The first week may crowd the month that begins right after it.
	if len(all) > 1 && t.First.AddDate(0, 0, 21).After(firstMonth(t.First)) && t.First.Day() > 7 {
		all = all[1:]
	}
	return all
}

// firstMonth is the first day of the month after a day.
func firstMonth(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month()+1, 1, 0, 0, 0, 0, day.Location())
}
