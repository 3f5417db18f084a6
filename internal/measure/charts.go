package main

import (
	"context"
	"fmt"
)

// steadyScores are the weekly net scores of series whose truth never changes:
// half promoters, a fifth detractors. Each answer is drawn by a hash, which is as
// even as chance and the same on every machine.
const steadyScores = `
create or replace table satisfaction as
with answers as (
    select metric, week, n, answer, hash(metric, week, answer) / 18446744073709551616.0 as u
    from (select format('%d/{}', i) as metric, i, week, %d as n from range(%d) as series(i), range(52) as weeks(week)),
        range(%d) as answers(answer)
),
counted as (
    select metric, week, n, count(*) filter (where u < 0.5) as top, count(*) filter (where u >= 0.8) as bottom
    from answers group by metric, week, n
)
select metric, '' as convention, 'all' as dimension, 'all' as value, 'week' as period_kind,
    cast(last_week() - 7 * week as date) as period_start, n, 100 * nps(top, bottom, n) as score,
    100 * nps_low(top, bottom, n) as low, 100 * nps_high(top, bottom, n) as high
from counted`

// simulateCharts prints how often the control charts, the model itself, signal
// where there is nothing.
func simulateCharts(ctx context.Context, s *simulator) error {
	const series = 400
	for _, n := range []int{30, 100, 300} {
		if err := s.Exec(ctx, fmt.Sprintf(steadyScores, n, n, series, n)); err != nil {
			return err
		}
		var drifts, outliers float64
		err := s.Row(ctx, `select 100.0 * count(distinct case when signal like 'drift%' then metric end) / count(distinct metric),
			100.0 * count(*) filter (where signal = 'outlier') / count(*) filter (where is_recent) from (`+s.models["control_charts"]+")", nil, &drifts, &outliers)
		if err != nil {
			return err
		}
		fmt.Printf("  control charts, %d series of 52 weeks, n = %d, no change: a false drift (CUSUM) in %.1f %% of the series' last 13 weeks; beyond the XmR limits: %.1f %% of weeks\n", series, n, drifts, outliers)
	}
	return nil
}
