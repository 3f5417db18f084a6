-- One row per metric, convention, complete period, and value of a dimension that has answers.
-- key: metric, convention, period_kind, period_start, dimension, value
-- build: periods
-- Answers are counted per day first, and those of a day placed into periods
-- together: the many rows are read once, whatever the number of kinds.
-- column: figure: what is made of them: net, share or mean
-- column: n: answers: the latest of each person in the period, and every anonymous one
-- column: total: sum of their scores (scale units)
-- column: squares: sum of the squares of their scores
with segments as (
    select rating_id, dimension, value from int_rating_segments
    union all
    select rating_id, 'all', 'all' from int_latest_ratings
),
-- To all kinds of period, an answer 98 days later is as good as any still later.
answers as (
    select
        rating_id, metric, convention, figure, score, top, bottom, is_anonymous, occurred_on,
        case when next_on > occurred_on + interval '98' day then cast(occurred_on + interval '98' day as date)
            else next_on end as next_on
    from int_latest_ratings
),
days as (
    select
        a.metric, a.convention, a.figure, s.dimension, s.value, a.occurred_on, a.next_on,
        count(*) as n, count(*) filter (where not a.is_anonymous) as n_people,
        count(*) filter (where a.top) as top, count(*) filter (where a.bottom) as bottom,
        sum(a.score) as total, sum(a.score * a.score) as squares
    from answers a
    join segments s on s.rating_id = a.rating_id
    group by a.metric, a.convention, a.figure, s.dimension, s.value, a.occurred_on, a.next_on
),
units as (
    select
        d.metric, d.convention, d.figure, d.dimension, d.value, k.period_kind, k.reach, k.span, k.last_start,
        period_unit(k.period_kind, d.occurred_on) as unit_start,
        period_unit(k.period_kind, d.next_on) as next_start,
        d.n, d.n_people, d.top, d.bottom, d.total, d.squares
    from days d
    cross join period_kinds() k
),
-- An answer counts up to the last complete period, or the last one before the
-- period in which its author answers again.
placed as (
    select
        metric, convention, figure, dimension, value, period_kind, cast(unit_start - reach as date) as first_start,
        case when next_start is null then least(unit_start, last_start)
            else least(unit_start, last_start, cast(next_start - span as date)) end as last_start,
        n, n_people, top, bottom, total, squares
    from units
),
cells as (
    select
        metric, convention, figure, dimension, value, period_kind, first_start, last_start,
        sum(n) as n, sum(n_people) as n_people, sum(top) as top, sum(bottom) as bottom,
        sum(total) as total, sum(squares) as squares
    from placed
    where first_start <= last_start
    group by metric, convention, figure, dimension, value, period_kind, first_start, last_start
),
moved as (
    select
        c.metric, c.convention, c.figure, c.dimension, c.value, c.period_kind,
        cast(c.first_start + interval '1' day * w.later as date) as period_start,
        c.n, c.n_people, c.top, c.bottom, c.total, c.squares
    from cells c
    join period_weeks() w on c.first_start + interval '1' day * w.later <= c.last_start
),
periods as (
    select
        metric, convention, figure, period_kind, period_start, dimension, value,
        cast(sum(n) as bigint) as n, cast(sum(n_people) as bigint) as n_people,
        cast(sum(top) as bigint) as top, cast(sum(bottom) as bigint) as bottom,
        sum(total) as total, sum(squares) as squares
    from moved
    group by metric, convention, figure, period_kind, period_start, dimension, value
)
select * from periods
