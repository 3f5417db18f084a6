-- One row per metric, convention, complete period, and value of a dimension that has answers.
-- key: metric, convention, period_kind, period_start, sprint, dimension, value
-- build: periods
-- Answers are counted per day first, and those of a day placed into periods
-- together: the many rows are read once, whatever the number of kinds. Accounts,
-- of which there may be very many, are counted by month and quarter alone, and
-- where they have 5 answers.
-- Net sentiment is counted in the same way: of each person the latest feedback
-- that praises or blames, and (convention '') the latest mention of each theme,
-- which int_theme_counts has counted already, without accounts and sprints.
-- column: figure: what is made of them: net, share or mean
-- column: n: answers: the latest of each person in the period, and every anonymous one
-- column: total: sum of their scores (scale units)
-- column: squares: sum of the squares of their scores
with cuts as (
    select rating_id, dimension, value from int_rating_segments
    union all
    select rating_id, 'account', account from int_raters where account is not null
),
answers as (
    select
        rating_id, metric, convention, figure, score, top, bottom, is_anonymous, occurred_on,
        within_reach(occurred_on, next_on) as next_on
    from int_latest_ratings
),
praises as (
    select
        feedback_id, sentiment, polarity, person_key is null as is_anonymous, occurred_on,
        lead(occurred_on) over (partition by voter order by occurred_on, occurred_at, feedback_id) as next_on
    from feedback
    where sentiment is not null and occurred_on <= run_date()
),
felt as (
    select
        feedback_id, sentiment, polarity, is_anonymous, occurred_on, within_reach(occurred_on, next_on) as next_on
    from praises
),
felt_segments as (
    select feedback_id, dimension, value from int_feedback_segments
    union all
    select feedback_id, 'account', account from int_authors where account is not null
),
rated as (
    select
        a.metric, a.convention, a.figure, s.dimension, s.value, a.occurred_on, a.next_on,
        count(*) as n, count(*) filter (where not a.is_anonymous) as n_people,
        count(*) filter (where a.top) as top, count(*) filter (where a.bottom) as bottom,
        sum(a.score) as total, sum(a.score * a.score) as squares
    from answers a
    join cuts s on s.rating_id = a.rating_id
    group by a.metric, a.convention, a.figure, s.dimension, s.value, a.occurred_on, a.next_on
),
praised as (
    select
        'sentiment' as metric, 'feedback' as convention, 'net' as figure, s.dimension, s.value, f.occurred_on, f.next_on,
        count(*) as n, count(*) filter (where not f.is_anonymous) as n_people,
        count(*) filter (where f.polarity = 'positive') as top, count(*) filter (where f.polarity = 'negative') as bottom,
        sum(f.sentiment) as total, sum(f.sentiment * f.sentiment) as squares
    from felt f
    join felt_segments s on s.feedback_id = f.feedback_id
    group by s.dimension, s.value, f.occurred_on, f.next_on
),
days as (
    select * from rated
    union all
    select * from praised
),
units as (
    select
        d.metric, d.convention, d.figure, d.dimension, d.value, k.period_kind, k.reach, k.span, k.last_start,
        period_unit(k.period_kind, d.occurred_on) as unit_start,
        period_unit(k.period_kind, d.next_on) as next_start,
        d.n, d.n_people, d.top, d.bottom, d.total, d.squares
    from days d
    cross join period_kinds() k
    where d.dimension <> 'account' or k.period_kind in ('month', 'quarter')
),
-- An answer counts up to the last complete period, or the last one before the
-- period in which its author answers again.
placed as (
    select
        metric, convention, figure, dimension, value, period_kind, cast(unit_start - reach as date) as first_start,
        least(unit_start, last_start, cast(next_start - span as date)) as last_start,
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
by_kind as (
    select
        metric, convention, figure, period_kind, period_start, '' as sprint, dimension, value,
        cast(sum(n) as bigint) as n, cast(sum(n_people) as bigint) as n_people,
        cast(sum(top) as bigint) as top, cast(sum(bottom) as bigint) as bottom,
        sum(total) as total, sum(squares) as squares
    from moved
    group by metric, convention, figure, period_kind, period_start, dimension, value
),
sprint_days as (
    select sprint, starts_on, ends_on, each_day(starts_on, ends_on) as day
    from int_sprints
    where ends_on < run_date()
),
by_sprint as (
    select
        d.metric, d.convention, d.figure, 'sprint' as period_kind, s.starts_on as period_start, s.sprint, d.dimension, d.value,
        cast(sum(d.n) as bigint) as n, cast(sum(d.n_people) as bigint) as n_people,
        cast(sum(d.top) as bigint) as top, cast(sum(d.bottom) as bigint) as bottom,
        sum(d.total) as total, sum(d.squares) as squares
    from days d
    join sprint_days s on s.day = d.occurred_on
    where d.dimension <> 'account' and (d.next_on > s.ends_on)
    group by d.metric, d.convention, d.figure, s.starts_on, s.sprint, d.dimension, d.value
),
by_mention as (
    select
        'sentiment' as metric, '' as convention, 'net' as figure, period_kind, period_start, '' as sprint, dimension, value,
        cast(sum(people) as bigint) as n, cast(null as bigint) as n_people,
        cast(sum(positive) as bigint) as top, cast(sum(negative) as bigint) as bottom,
        cast(null as double) as total, cast(null as double) as squares
    from int_theme_counts
    where theme_id <> ''
    group by period_kind, period_start, dimension, value
    having sum(people) > 0
),
periods as (
    select * from by_kind where dimension <> 'account' or n >= 5
    union all
    select * from by_sprint
    union all
    select * from by_mention
)
select * from periods
