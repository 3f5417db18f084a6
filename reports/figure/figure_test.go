package figure

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func ptr(v float64) *float64 { return &v }

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"nps", Points.Value(ptr(31.4)), "31"},
		{"nps below zero", Points.Value(ptr(-12.6)), "−13"},
		{"nps that rounds to zero has no sign", Points.Value(ptr(-0.4)), "0"},
		{"no figure", Points.Value(nil), "–"},
		{"no number", Points.Value(ptr(math.NaN())), "–"},
		{"share", Share.Value(ptr(69.159)), "69%"},
		{"small share", Share.Value(ptr(4.04)), "4%"},
		{"small share with a tenth", Share.Value(ptr(0.44)), "0.4%"},
		{"share zero", Share.Value(ptr(0)), "0%"},
		{"share just below ten", Share.Value(ptr(9.96)), "10%"},
		{"mean", Mean.Value(ptr(4.0799)), "4.08"},
		{"people", Count.Value(ptr(12400)), "12,400"},
		{"change", Points.Change(ptr(5.2)), "+5 points"},
		{"fall", Share.Change(ptr(-5.2)), "−5 points"},
		{"no change", Points.Change(ptr(0.2)), "0 points"},
		{"mean change", Mean.Change(ptr(-0.3)), "−0.30"},
		{"ratio", Count.Change(ptr(2.71)), "2.7×"},
		{"interval", Points.Interval(ptr(-6), ptr(42.2)), "−6 to 42"},
		{"half an interval", Points.Interval(nil, ptr(42)), ""},
		{"change interval", Points.ChangeInterval(ptr(-1.2), ptr(11)), "−1 to +11"},
		{"ratio interval", Count.ChangeInterval(ptr(0.112), ptr(1.5)), "0.11 to 1.5"},
		{"ratio without upper bound", RatioInterval(ptr(3), nil), "3.0 or more"},
		{"infinite ratio", Ratio(ptr(math.Inf(1))), "new"},
		{"large ratio", Ratio(ptr(12.4)), "12×"},
		{"ratio at one", Ratio(ptr(0.999)), "1.0×"},
		{"q", Equation("q", ptr(0.0167)), "q = 0.017"},
		{"tiny q", Equation("q", ptr(0.0002)), "q < 0.001"},
		{"large q", Equation("q", ptr(0.345)), "q = 0.34"},
		{"no q", Equation("q", nil), "q = –"},
		{"size", Points.Size(ptr(-14.3)), "14 points"},
		{"million", Whole(-1234567), "−1,234,567"},
		{"one", Number(1, "person", "people"), "1 person"},
		{"none", Number(0, "person", "people"), "0 people"},
		{"direction", Points.Direction(ptr(3)), "up"},
		{"direction of nothing", Points.Direction(ptr(-0.4)), "flat"},
		{"direction of a ratio", Count.Direction(ptr(0.5)), "down"},
		{"direction unknown", Points.Direction(nil), "flat"},
		{"unit of net", Points.Value(ptr(1)), UnitOf("net").Value(ptr(1))},
		{"unit of mean", Mean.Value(ptr(1)), UnitOf("mean").Value(ptr(1))},
		{"unit of share", Share.Value(ptr(1)), UnitOf("share").Value(ptr(1))},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestSpan(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct{ got, want string }{
		{Span(day(2026, 6, 22), day(2026, 6, 28)), "22 to 28 June 2026"},
		{Span(day(2026, 6, 29), day(2026, 7, 5)), "29 June to 5 July 2026"},
		{Span(day(2025, 12, 29), day(2026, 1, 4)), "29 December 2025 to 4 January 2026"},
		{Day(time.Time{}), "–"},
		{ISO(day(2026, 7, 5)), "2026-07-05"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
