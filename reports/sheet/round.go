package sheet

import (
	"math"
	"strconv"
)

// digits is how many significant digits of a number the files have. What a sum
// of many numbers has beyond them depends on the order in which threads added
// them up, and would be other bytes each time.
const digits = 12

// exactPowers is the largest power of ten that a float64 holds exactly.
const exactPowers = 22

// Round is v to that many significant digits, as the nearest float64.
func Round(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	places := digits - 1 - int(math.Floor(math.Log10(math.Abs(v))))
	if places >= 0 && places <= exactPowers {
		scale := math.Pow10(places)
		return math.Round(v*scale) / scale
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil { // rounded up past the largest float64
		return v
	}
	return short
}
