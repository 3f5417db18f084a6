-- One row per thing that the last complete week gives reason to speak of.
-- key: kind, subject
-- build: table
-- Of net sentiment that over people's feedback is told: mentions of themes are
-- several of one person.
-- column: kind: mover, trend, score, drift, outlier, release or silence
-- column: subject: a theme, a metric (with its convention), a release and theme, or a source
-- column: direction: up, down, better, worse or silent
-- column: size: rate ratio of a mover or release, slope of a trend, change of a score, CUSUM of a drift, score of an outlier, days of silence
with signals as (
    select 'mover' as kind, theme_id as subject, direction, rate_ratio as size
    from movers
    where verdict = 'real change'
    union all
    select 'trend', theme_id, direction, slope
    from theme_trends
    where verdict = 'real change'
    union all
    select 'score', trim(metric || ' ' || convention), case when change > 0 then 'up' else 'down' end, change
    from satisfaction
    where dimension = 'all' and period_kind = 'r4' and verdict = 'real change' and period_end = last_week() + interval '6' day
        and (metric <> 'sentiment' or convention = 'feedback')
    union all
    select
        case when signal = 'outlier' then 'outlier' else 'drift' end, trim(metric || ' ' || convention),
        case when signal = 'drift up' or signal = 'outlier' and score > usual then 'up' else 'down' end,
        case when signal = 'outlier' then score when signal = 'drift up' then cusum_above else cusum_below end
    from control_charts
    where week_start = last_week() and signal is not null and (metric <> 'sentiment' or convention = 'feedback')
    union all
    select 'release', release || ': ' || theme_id, verdict, rate_ratio
    from release_verdicts
    where verdict in ('better', 'worse')
    union all
    select 'silence', source, 'silent', days_since
    from source_freshness
    where stale
)
select * from signals
