-- One row per metric, convention, and value of a dimension with 8 periods of answers.
-- key: metric, convention, dimension, value
-- build: table
-- Which way a score has gone: Mann-Kendall's test and Theil-Sen's slope over the
-- last 26 complete weeks or, where a week has fewer than 30 answers on average,
-- the last 24 months. Neither asks for a straight line or minds an outlier.
-- column: metric: nps, csat, ces, stars or sentiment
-- column: convention: as in satisfaction
-- column: dimension: what the answers are cut by; all: not cut
-- column: value: of the dimension; all: everybody
-- column: period_kind: week or month
-- column: periods: how many of them have answers
-- column: first_start: first day of the first one
-- column: last_start: first day of the last one
-- column: slope: change a period (points; CES mean: scale units)
-- column: slope_low: lower end of its 95 % interval (as slope)
-- column: slope_high: upper end (as slope)
-- column: p_value: two-sided, of no trend
-- column: q_value: Benjamini-Hochberg over all values of all dimensions of the metric
-- column: verdict: real change (q at most .10), could be chance, or too few to tell (never here: 8 periods are there)
with recent as (
    select metric, convention, dimension, value, period_kind, period_start, n, score
    from satisfaction
    where score is not null and dimension <> 'account' and (period_kind = 'week' and period_start > last_week() - interval '182' day
        or period_kind = 'month' and period_start > run_date() - interval '25' month)
),
chosen as (
    select
        metric, convention, dimension, value,
        case when avg(n) filter (where period_kind = 'week') >= 30
            and count(*) filter (where period_kind = 'week') >= 8 then 'week' else 'month' end as period_kind
    from recent
    group by metric, convention, dimension, value
),
placed as (
    select
        r.metric, r.convention, r.dimension, r.value, r.period_kind, r.period_start, r.score,
        period_number(r.period_kind, r.period_start) as place
    from recent r
    join chosen c on c.metric = r.metric and c.convention = r.convention and c.dimension = r.dimension
        and c.value = r.value and c.period_kind = r.period_kind
),
series as (
    select
        metric, convention, dimension, value, period_kind, count(*) as periods,
        min(period_start) as first_start, max(period_start) as last_start,
        in_order(score, place) as scores, in_order(place, place) as places
    from placed
    group by metric, convention, dimension, value, period_kind
    having count(*) >= 8
),
trends as (
    select
        metric, convention, dimension, value, period_kind, periods, first_start, last_start,
        slope(places, scores) as slope, slope_low(places, scores) as slope_low, slope_high(places, scores) as slope_high,
        trend_p(scores) as p_value
    from series
),
corrected as (
    select *, bh(p_value, array_agg(p_value) over (partition by metric, convention)) as q_value from trends
),
judged as (
    select
        metric, convention, dimension, value, period_kind, periods, first_start, last_start, slope, slope_low, slope_high,
        p_value, q_value, case when q_value <= 0.10 then 'real change' else 'could be chance' end as verdict
    from corrected
)
select * from judged
