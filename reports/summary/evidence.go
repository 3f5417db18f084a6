package summary

import "github.com/earshot/earshot/reports/figure"

// alarmEvidence gives n, interval and q of an alarm, as its own mart has them.
func alarmEvidence(a alarm) string {
	unit := figure.UnitOf(a.figure)
	text := ""
	switch {
	case a.n == nil:
		return ""
	case a.kind == "mover" || a.kind == "release":
		text = figure.Number(*a.n, "person", "people") + " now, " + wholeOf(a.n0) + " before; rate ratio " +
			figure.RatioInterval(a.low, a.high)
	case a.kind == "trend":
		text = figure.Number(*a.n, "person", "people") + " in all weeks; " + slopeInterval(a.low, a.high) + " points a week"
	case a.kind == "score":
		text = "n = " + figure.Whole(*a.n) + " against " + wholeOf(a.n0) + "; " + unit.ChangeInterval(a.low, a.high)
	default:
		text = "n = " + figure.Whole(*a.n) + "; the week by itself " + unit.Interval(a.low, a.high)
	}
	if a.chance != nil {
		name := "q"
		if a.kind == "score" {
			name = "p"
		}
		text += "; " + figure.Equation(name, a.chance)
	}
	return text
}

func wholeOf(n *int64) string {
	if n == nil {
		return figure.None
	}
	return figure.Whole(*n)
}

// pointsAWeek writes a slope with its sign: +0.69 points.
func pointsAWeek(v *float64) string { return figure.Slope(v) + " points" }

func slopeInterval(low, high *float64) string {
	if low == nil || high == nil {
		return figure.None
	}
	return figure.Slope(low) + " to " + figure.Slope(high)
}

// subjectName is a metric and its convention as the mart joins them.
func subjectName(subject string) string {
	for i, c := range subject {
		if c == ' ' {
			return metricName(subject[:i], subject[i+1:])
		}
	}
	return metricName(subject, "")
}

func risen(direction string) string {
	if direction == "up" {
		return "risen"
	}
	return "fallen"
}

func rose(direction string) string {
	if direction == "up" {
		return "rose"
	}
	return "fell"
}

// sizeOf writes a bare number: days, standard errors.
func sizeOf(v *float64) string {
	if v == nil {
		return figure.None
	}
	return figure.Plain(*v)
}
