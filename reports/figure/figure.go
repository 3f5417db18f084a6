// Package figure writes numbers as people read them: rounded as far as they
// are known, with sign, interval, n and verdict word. It computes nothing.
package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Unit says how a measure is written.
type Unit int

const (
	Points Unit = iota // -100..100: NPS, net sentiment
	Share              // 0..100, written as per cent
	Mean               // on the scale as asked, two decimals
	Count              // people; its change is a ratio
)

const (
	minus = "\u2212" // as wide as a plus, and never a hyphen at a line's end
	times = "\u00d7"
)

// None stands where there is no figure.
const None = "\u2013"

// UnitOf is the unit of a row of the satisfaction mart, whose column figure is
// net, share or mean.
func UnitOf(figure string) Unit {
	switch figure {
	case "net":
		return Points
	case "mean":
		return Mean
	}
	return Share
}

// Value writes v: 31, 34%, 4.08, 1,240. Nil is None.
func (u Unit) Value(v *float64) string {
	if v == nil || math.IsNaN(*v) {
		return None
	}
	switch u {
	case Points:
		return decimal(*v, 0)
	case Share:
		return percent(*v)
	case Mean:
		return decimal(*v, 2)
	}
	return Whole(int64(math.Round(*v)))
}

// Change writes a difference with its sign, or a ratio where the unit is Count:
// +5 points, −0.30, 2.7×.
func (u Unit) Change(v *float64) string {
	if v == nil || math.IsNaN(*v) {
		return None
	}
	switch u {
	case Points, Share:
		return signed(*v, 0) + " points"
	case Mean:
		return signed(*v, 2)
	}
	return Ratio(v)
}

// Interval writes a 95 % interval of a value: 24 to 38. It is empty when a
// bound is missing.
func (u Unit) Interval(low, high *float64) string {
	if low == nil || high == nil {
		return ""
	}
	return u.Value(low) + " to " + u.Value(high)
}

// ChangeInterval writes a 95 % interval of a change: −1 to +11.
func (u Unit) ChangeInterval(low, high *float64) string {
	if low == nil || high == nil {
		return ""
	}
	switch u {
	case Points, Share:
		return signed(*low, 0) + " to " + signed(*high, 0)
	case Mean:
		return signed(*low, 2) + " to " + signed(*high, 2)
	}
	return RatioInterval(low, high)
}

// Ratio writes a rate ratio: 2.7×, 0.38×, 12×. An infinite one (nobody before)
// is "new".
func Ratio(v *float64) string {
	switch {
	case v == nil, math.IsNaN(*v):
		return None
	case math.IsInf(*v, 1):
		return "new"
	}
	return Plain(*v) + times
}

// Plain writes a ratio without its sign of multiplication, to two figures.
func Plain(v float64) string {
	switch {
	case v >= 9.95:
		return decimal(v, 0)
	case v >= 0.995:
		return decimal(v, 1)
	}
	return decimal(v, 2)
}

// RatioInterval writes the interval of a ratio: 1.6 to 4.4. Without an upper
// bound it is "1.6 or more".
func RatioInterval(low, high *float64) string {
	switch {
	case low == nil:
		return ""
	case high == nil || math.IsInf(*high, 1) || math.IsNaN(*high):
		return Plain(*low) + " or more"
	}
	return Plain(*low) + " to " + Plain(*high)
}

// Chance writes a p- or q-value: 0.016, < 0.001.
func Chance(v *float64) string {
	switch {
	case v == nil || math.IsNaN(*v):
		return None
	case *v < 0.001:
		return "< 0.001"
	case *v < 0.0995:
		return decimal(*v, 3)
	}
	return decimal(*v, 2)
}

// Equation writes a p- or q-value with its name: q = 0.016, q < 0.001.
func Equation(name string, v *float64) string {
	if text := Chance(v); strings.HasPrefix(text, "<") {
		return name + " " + text
	}
	return name + " = " + Chance(v)
}

// Whole writes a count: 1,240.
func Whole(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = minus, digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Number writes a count with its noun: 1 person, 24 people.
func Number(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Whole(n) + " " + many
}

// percent rounds to whole per cents, and to a tenth below ten where that says more.
func percent(v float64) string {
	if at := math.Abs(v); at > 0 && at < 9.95 {
		return strings.TrimSuffix(decimal(v, 1), ".0") + "%"
	}
	return decimal(v, 0) + "%"
}

func signed(v float64, places int) string {
	text := decimal(v, places)
	if strings.HasPrefix(text, minus) || isZero(text) {
		return text
	}
	return "+" + text
}

// decimal rounds v and writes a true minus sign; what rounds to zero has none.
func decimal(v float64, places int) string {
	text := fmt.Sprintf("%.*f", places, math.Abs(v))
	if places == 0 && len(text) > 3 {
		text = Whole(int64(math.Round(math.Abs(v))))
	}
	if v < 0 && !isZero(text) {
		return minus + text
	}
	return text
}

func isZero(text string) bool { return strings.Trim(text, "0.") == "" }

// Size writes how large a change is, without its sign: 5 points, 0.30.
func (u Unit) Size(v *float64) string {
	if v == nil {
		return None
	}
	at := math.Abs(*v)
	if u == Count {
		return Ratio(&at)
	}
	return strings.TrimPrefix(u.Change(&at), "+")
}

// Slope writes a change a week with its sign and two decimals: +0.69, −0.04.
func Slope(v *float64) string {
	if v == nil || math.IsNaN(*v) {
		return None
	}
	return signed(*v, 2)
}
