package main

import (
	"math/big"
	"slices"
	"testing"
)

// tails are the exact chances of at least and of at most x of n, each with
// chance now/(now+before). The arithmetic is in fractions.
func tails(x, n, now, before int) (up, down float64) {
	p := big.NewRat(int64(now), int64(now+before))
	q := new(big.Rat).Sub(big.NewRat(1, 1), p)
	least, most := new(big.Rat), new(big.Rat)
	for k := 0; k <= n; k++ {
		term := new(big.Rat).SetInt(new(big.Int).Binomial(int64(n), int64(k)))
		term.Mul(term, power(p, k)).Mul(term, power(q, n-k))
		if k >= x {
			least.Add(least, term)
		}
		if k <= x {
			most.Add(most, term)
		}
	}
	up, _ = least.Float64()
	down, _ = most.Float64()
	return up, down
}

func power(r *big.Rat, n int) *big.Rat {
	e := big.NewInt(int64(n))
	return new(big.Rat).SetFrac(new(big.Int).Exp(r.Num(), e, nil), new(big.Int).Exp(r.Denom(), e, nil))
}

// significant are the names whose p the procedure of Benjamini and Hochberg
// (1995) keeps at a false discovery rate of q, in order.
func significant(ps map[string]float64, q float64) []string {
	var names []string
	for name := range ps {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if ps[a] < ps[b] || ps[a] == ps[b] && a < b {
			return -1
		}
		return 1
	})
	kept := 0
	for i, name := range names {
		if ps[name] <= q*float64(i+1)/float64(len(names)) {
			kept = i + 1
		}
	}
	slices.Sort(names[:kept])
	return names[:kept]
}

// TestTails: 12 people now and 20 in the four weeks before, equal weeks.
func TestTails(t *testing.T) {
	up, down := tails(12, 32, 1, 4)
	if up < 0.016715 || up > 0.016717 || down < 1-0.0167 {
		t.Errorf("up %.6f down %.6f, want 0.016716", up, down)
	}
}

// TestSignificant is the example of Benjamini and Hochberg's paper.
func TestSignificant(t *testing.T) {
	ps := map[string]float64{"a": .0001, "b": .0004, "c": .0019, "d": .0095, "e": .0201, "f": .0278, "g": .0298, "h": .0344,
		"i": .0459, "j": .3240, "k": .4262, "l": .5719, "m": .6528, "n": .7590, "o": 1}
	if got := significant(ps, 0.05); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
		t.Errorf("kept %v, want the first four", got)
	}
}
