-- One row per alarm of the last complete week, and per one that has ended since the week looked at before.
-- key: kind, subject
-- build: table
-- What is told: new ones and ended ones, each once. What still stands was told
-- before. The weeks looked at are those that a run was made for; a second run for
-- a week takes the place of the first.
-- column: kind: mover (a theme's sudden rise or fall), trend (its slow one), score (4 weeks against the 4 before), drift and outlier (control_charts), release (release_verdicts), silence (a stale source)
-- column: subject: a theme, a metric (with its convention), a release and theme, or a source
-- column: direction: up, down, better, worse or silent
-- column: size: as of that kind: rate ratio, slope, change, CUSUM, score, days
-- column: state: new, standing or ended
-- column: since: Monday of the week in which it was first seen without a break
with looked_at as (
    select week_start, lag(week_start) over (order by week_start) as before_start
    from (
        select week_start from ops.signal_weeks where week_start < last_week()
        union
        select last_week()
    ) weeks
),
seen as (
    select week_start, kind, subject, direction, size from ops.signals where week_start < last_week()
    union all
    select last_week(), kind, subject, direction, size from int_signals
),
-- a streak begins where the week looked at before does not have the alarm
begun as (
    select
        s.week_start, s.kind, s.subject, s.direction, s.size,
        max(case when b.week_start is null then s.week_start end) over (
            partition by s.kind, s.subject, s.direction order by s.week_start) as since
    from seen s
    join looked_at l on l.week_start = s.week_start
    left join seen b on b.week_start = l.before_start and b.kind = s.kind and b.subject = s.subject and b.direction = s.direction
),
standing as (
    select kind, subject, direction, size, case when since = week_start then 'new' else 'standing' end as state, since
    from begun
    where week_start = last_week()
),
ended as (
    select b.kind, b.subject, b.direction, b.size, 'ended' as state, b.since
    from begun b
    join looked_at l on l.week_start = last_week() and l.before_start = b.week_start
    left join int_signals s on s.kind = b.kind and s.subject = b.subject
    where s.kind is null
),
alarms as (
    select * from standing
    union all
    select * from ended
)
select * from alarms
