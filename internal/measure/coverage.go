package main

import (
	"context"
	"fmt"
)

// Coverage is not drawn but summed: the chance of every possible outcome whose
// interval holds the truth. One true share alone tells little where outcomes are
// few (the coverage of any interval of a share swings between neighbouring truths:
// Brown, Cai and DasGupta, Statistical Science 16, 2001), so each true value
// stands for 41 around it, within 0.05.
const coverageOfShare = `
with truths as (select %[1]v + 0.05 * (i - 20) / 20.0 as p, %[2]d as n from range(41) as r(i)),
outcomes as (select x, wilson_low(x, %[2]d) as low, wilson_high(x, %[2]d) as high from range(0, %[2]d + 1) as r(x))
select 100 * avg(held) from (
    select p, sum(exp(binom_log(x, n, ln(p / (1 - p)))) * case when low <= p and p <= high then 1 else 0 end) as held
    from truths, outcomes where 0 < p and p < 1 group by p)`

const coverageOfNPS = `
with outcomes as (
    select t, b, cast(%[1]v as double) as p, cast(%[2]v as double) as d, %[3]d as n
    from range(0, %[3]d + 1) as tops(t), range(0, %[3]d + 1) as bottoms(b) where t + b <= %[3]d
)
select 100 * sum(exp(lgamma(n + 1.0) - lgamma(t + 1.0) - lgamma(b + 1.0) - lgamma(n - t - b + 1.0) + t * ln(p) + b * ln(d) + (n - t - b) * ln(1 - p - d))
    * case when nps_low(t, b, n) <= p - d and p - d <= nps_high(t, b, n) then 1 else 0 end) from outcomes`

// People now and people before are Poisson; the outcomes looked at are those
// within 5 standard deviations, which leave out one in a million.
const coverageOfRatio = `
with truth as (select cast(%[1]v as double) as now, cast(%[2]v as double) as before),
outcomes as (
    select x, x0, now, before
    from truth, range(300) as a(x), range(300) as b(x0)
    where abs(x - now) < 5 * sqrt(now) + 2 and abs(x0 - before) < 5 * sqrt(before) + 2
)
select 100 * sum(exp(x * ln(now) - now - lgamma(x + 1.0) + x0 * ln(before) - before - lgamma(x0 + 1.0))
    * case when %[3]s_low(x, 1, x0, 1) <= now / before and now / before <= %[3]s_high(x, 1, x0, 1) then 1 else 0 end) from outcomes`

// simulateCoverage prints how often the 95 % intervals hold the truth.
func simulateCoverage(ctx context.Context, s *simulator) error {
	for _, n := range []int{30, 100, 300} {
		for _, truth := range [][2]float64{{0.5, 0.2}, {0.3, 0.3}, {0.6, 0.1}, {0.2, 0.5}, {0.75, 0.05}} {
			what := fmt.Sprintf("coverage of NPS %+.0f, n = %d, %%", 100*(truth[0]-truth[1]), n)
			if err := s.covers(ctx, what, fmt.Sprintf(coverageOfNPS, truth[0], truth[1], n), 96); err != nil {
				return err
			}
		}
	}
	for _, n := range []int{30, 100, 300, 1000} {
		for _, truth := range []float64{0.3, 0.5, 0.7, 0.8, 0.9} {
			what := fmt.Sprintf("coverage of CSAT %.0f, n = %d, %%", 100*truth, n)
			if err := s.covers(ctx, what, fmt.Sprintf(coverageOfShare, truth, n), 96); err != nil {
				return err
			}
		}
	}
	for _, truth := range [][2]float64{{30, 30}, {30, 60}, {60, 30}, {30, 120}, {100, 100}} {
		what := fmt.Sprintf("coverage of rate ratio %.2g, %.0f people and %.0f, %%", truth[0]/truth[1], truth[0], truth[1])
		if err := s.covers(ctx, what, fmt.Sprintf(coverageOfRatio, truth[0], truth[1], "rate_mid"), 96); err != nil {
			return err
		}
	}
	return s.covers(ctx, "coverage of its exact interval (releases), 30 and 30, %", fmt.Sprintf(coverageOfRatio, 30, 30, "rate"), 100)
}

// covers prints a coverage beside its bar: 94 to most, or for an interval that
// promises never to hold less than 95 %, at least that.
func (s *simulator) covers(ctx context.Context, what, query string, most float64) error {
	var held float64
	if err := s.Row(ctx, query, nil, &held); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	least, want := 94.0, "94 to 96"
	if most == 100 {
		least, want = 95, "at least 95"
	}
	bar(what, held, least <= held && held <= most, want)
	return nil
}
