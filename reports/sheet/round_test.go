package sheet

import (
	"math"
	"strconv"
	"testing"
)

func TestRounded(t *testing.T) {
	for v, want := range map[float64]string{
		0.949762617229542: "0.949762617230", 0.9497626172295422: "0.949762617230", 0.1: "0.1", -2.0 / 3: "-0.666666666667",
		1e-300: "1e-300", 123456789012345678: "123456789012000000", 149.1086956521739: "149.108695652", 5: "5", 1e22: "1e22",
	} {
		parsed, err := strconv.ParseFloat(want, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := Round(v); got != parsed {
			t.Errorf("%v becomes %v, want %s", v, got, want)
		}
	}
	for _, v := range []float64{0, math.Inf(1), math.MaxFloat64} {
		if got := Round(v); got != v && math.Abs(got-v) > v*1e-11 {
			t.Errorf("%v becomes %v", v, got)
		}
	}
	if !math.IsNaN(Round(math.NaN())) {
		t.Error("what is no number became one")
	}
}

// Numbers that differ in their last bits only are the same number in a file, and
// rounding again changes nothing.
func FuzzRounded(f *testing.F) {
	f.Add(0.046504812532517814)
	f.Add(-1e-12)
	f.Add(9.99999999999999e11)
	f.Fuzz(func(t *testing.T, v float64) {
		got := Round(v)
		if math.IsNaN(v) {
			return
		}
		if again := Round(got); again != got {
			t.Errorf("%v becomes %v, and that %v", v, got, again)
		}
		if math.Abs(got-v) > math.Abs(v)*1e-11 && math.Abs(v) > 1e-300 {
			t.Errorf("%v becomes %v", v, got)
		}
	})
}
