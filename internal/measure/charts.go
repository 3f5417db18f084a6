package main

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"
)

// steadyScores makes the weekly net scores that control_charts reads.
const steadyScores = `
create or replace view satisfaction as
select metric, '' as convention, 'all' as dimension, 'all' as value, 'week' as period_kind,
    cast(last_week() - 7 * cast(week as int) as date) as period_start, n, 100 * nps(top, bottom, n) as score,
    100 * nps_low(top, bottom, n) as low, 100 * nps_high(top, bottom, n) as high
from steady`

const (
	chartSeries = 1000
	chartWeeks  = 52
)

// steady are the rows of series whose truth never changes: each week n answers,
// half of them promoters' and a fifth detractors'.
func steady(d draws, n int) iter.Seq[[]driver.Value] {
	return func(yield func([]driver.Value) bool) {
		for series := range chartSeries {
			for week := range chartWeeks {
				top := d.binomial(n, 0.5)
				if !yield([]driver.Value{fmt.Sprint(series), int64(week), int64(n), int64(top), int64(d.binomial(n-top, 0.4))}) {
					return
				}
			}
		}
	}
}

// simulateCharts prints how often the control charts, the model itself, signal
// where there is nothing.
func simulateCharts(ctx context.Context, s *simulator) error {
	for i, n := range []int{30, 100, 300} {
		if err := s.Exec(ctx, "create or replace table steady (metric varchar, week bigint, n bigint, top bigint, bottom bigint);"+steadyScores); err != nil {
			return err
		}
		if err := s.Fill(ctx, "", "steady", steady(newDraws(4, uint64(i)), n)); err != nil {
			return err
		}
		var drifts, outliers float64
		err := s.Row(ctx, `select 100.0 * count(distinct case when signal like 'drift%' then metric end) / count(distinct metric),
			100.0 * count(*) filter (where score > xmr_high or score < xmr_low) / count(*) from (`+s.models["control_charts"]+") where is_recent", nil, &drifts, &outliers)
		if err != nil {
			return err
		}
		fmt.Printf("  control charts, %d series of %d weeks, n = %d, no change: a false drift (CUSUM) in the last 13 weeks of %.1f %%; beyond the XmR limits %.2f %% of weeks\n", chartSeries, chartWeeks, n, drifts, outliers)
	}
	return nil
}
