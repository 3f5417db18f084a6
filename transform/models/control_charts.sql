-- One row per metric, convention and complete week with answers, of the last 52.
-- key: metric, convention, week_start
-- build: table
-- Whether a score has left its usual course. The weeks before the last 13 say
-- what is usual. XmR limits are for explaining: what lies beyond is more than the
-- usual change from week to week. CUSUM adds up small steps to one side, each
-- week's score in units of its own standard error (k = 0.5, h = 5), and so finds
-- a slow drift; EWMA smooths (weight 0.2, 3 standard deviations).
-- column: metric: nps, csat, ces, stars or sentiment
-- column: convention: as in satisfaction
-- column: week_start: Monday
-- column: n: answers counted
-- column: score: the week's figure (as in satisfaction)
-- column: usual: mean of the weeks before the last 13; null: fewer than 8 of them (as score)
-- column: xmr_low: lower limit of single weeks (as score)
-- column: xmr_high: upper limit (as score)
-- column: ewma: smoothed, in standard errors from usual
-- column: ewma_limit: beyond it on either side smoothed says drift
-- column: cusum_above: sum of steps upwards, in standard errors
-- column: cusum_below: sum of steps downwards
-- column: is_recent: one of the last 13 weeks, which are judged
-- column: signal: drift up, drift down (CUSUM beyond 5), outlier (beyond the XmR limits), or null
with weekly as (
    select
        metric, convention, period_start as week_start, n, score, period_start > last_week() - interval '91' day as is_recent,
        nullif((high - low) / (2 * z_95()), 0) as se
    from satisfaction
    where dimension = 'all' and period_kind = 'week' and score is not null and period_start > last_week() - interval '364' day
),
base as (
    select metric, convention, in_order(score, week_start) as scores
    from weekly
    where not is_recent
    group by metric, convention
    having count(*) >= 8
),
steps as (
    select
        w.metric, w.convention, w.week_start, w.n, w.score, w.is_recent, list_mean(b.scores) as usual,
        xmr_low(b.scores) as xmr_low, xmr_high(b.scores) as xmr_high,
        coalesce((w.score - list_mean(b.scores)) / w.se, 0) as step
    from weekly w
    left join base b on b.metric = w.metric and b.convention = w.convention
),
recent as (
    select
        metric, convention, in_order(week_start, week_start) as weeks, in_order(step, week_start) as steps
    from steps
    where is_recent and usual is not null
    group by metric, convention
),
summed as (
    select
        metric, convention, each(weeks) as week_start, each(ewma(steps, 0, 0.2)) as ewma,
        each(cusum_above(steps, 0, 0.5)) as cusum_above, each(cusum_below(steps, 0, 0.5)) as cusum_below
    from recent
),
judged as (
    select
        s.metric, s.convention, s.week_start, s.n, s.score, s.usual, s.xmr_low, s.xmr_high,
        r.ewma, case when r.ewma is not null then ewma_high(0, 1, 0.2, 3) end as ewma_limit, r.cusum_above, r.cusum_below, s.is_recent,
        case when r.cusum_above > 5 and r.cusum_above >= r.cusum_below then 'drift up' when r.cusum_below > 5 then 'drift down'
            when s.is_recent and (s.score > s.xmr_high or s.score < s.xmr_low) then 'outlier' end as signal
    from steps s
    left join summed r on r.metric = s.metric and r.convention = s.convention and r.week_start = s.week_start
)
select * from judged
