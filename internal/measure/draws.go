package main

import (
	"math"
	"math/rand/v2"
)

// draws are random numbers that a seed makes the same on every machine.
type draws struct{ *rand.Rand }

func newDraws(seed, stream uint64) draws { return draws{rand.New(rand.NewPCG(seed, stream))} }

// binomial draws how many of n say yes when each does with chance p: from the
// likeliest number outwards, so that large n cost little.
func (d draws) binomial(n int, p float64) int {
	if p <= 0 || n <= 0 {
		return 0
	}
	if p >= 1 {
		return n
	}
	odds := p / (1 - p)
	low := int(float64(n+1) * p)
	high := low
	below := math.Exp(logChoose(n, low) + float64(low)*math.Log(p) + float64(n-low)*math.Log1p(-p))
	above := below
	for u := d.Float64() - below; u >= 0; {
		if high == n && low == 0 { // what rounding has left over
			return low
		}
		if high < n {
			high++
			above *= odds * float64(n-high+1) / float64(high)
			if u -= above; u < 0 {
				return high
			}
		}
		if low > 0 {
			below *= float64(low) / (odds * float64(n-low+1))
			low--
			if u -= below; u < 0 {
				return low
			}
		}
	}
	return high
}

func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	in, _ := math.Lgamma(float64(k + 1))
	out, _ := math.Lgamma(float64(n - k + 1))
	return all - in - out
}

// gamma draws from the gamma distribution of the given shape and mean 1
// (G. Marsaglia and W. W. Tsang, ACM TOMS 26, 2000).
func (d draws) gamma(shape float64) float64 {
	if shape < 1 {
		return d.gamma(shape+1) * (shape + 1) / shape * math.Pow(d.Float64(), 1/shape)
	}
	base := shape - 1.0/3
	for {
		z := d.NormFloat64()
		v := math.Pow(1+z/math.Sqrt(9*base), 3)
		if v > 0 && math.Log(1-d.Float64()) < z*z/2+base*(1-v+math.Log(v)) {
			return base * v / shape
		}
	}
}

// around draws a number whose logarithm is even between those of low and high.
func (d draws) around(low, high float64) float64 {
	return low * math.Pow(high/low, d.Float64())
}
