package figure

import "time"

// Day writes a date: 5 July 2026. The zero time is None.
func Day(t time.Time) string { return dated(t, "2 January 2006") }

// ShortDay writes a date of a year that is known: 5 July.
func ShortDay(t time.Time) string { return dated(t, "2 January") }

// ISO writes a date for machines: 2026-07-05.
func ISO(t time.Time) string { return dated(t, "2006-01-02") }

func dated(t time.Time, layout string) string {
	if t.IsZero() {
		return None
	}
	return t.Format(layout)
}

// Span writes first to last without saying the month or the year twice.
func Span(first, last time.Time) string {
	layout := "2 January 2006"
	switch {
	case first.Year() == last.Year() && first.Month() == last.Month():
		layout = "2"
	case first.Year() == last.Year():
		layout = "2 January"
	}
	return first.Format(layout) + " to " + last.Format("2 January 2006")
}
