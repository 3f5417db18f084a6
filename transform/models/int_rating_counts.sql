-- One row per metric, convention, complete period, and value of a dimension that has answers.
-- key: metric, convention, period_kind, period_start, sprint, dimension, value
-- build: periods
-- Accounts stand by month and quarter alone, where they have 5 answers. Net
-- sentiment is counted in the same way: of each person the latest feedback
-- that praises or blames, and (convention '') the latest mention of each theme,
-- which int_theme_counts has counted already, without accounts and sprints.
-- column: figure: what is made of them: net, share or mean
-- column: n: answers: the latest of each person in the period, and every anonymous one
-- column: total: sum of their scores (scale units)
-- column: squares: sum of the squares of their scores
with units as (
    select
        p.metric, p.convention, p.figure, p.dimension, p.value, k.period_kind, k.reach, k.span, k.last_start,
        period_unit(k.period_kind, p.occurred_on) as unit_start, period_unit(k.period_kind, p.next_on) as next_start,
        p.n, p.n_people, p.top, p.bottom, p.total, p.squares
    from int_score_pieces p
    join period_kinds() k on k.period_kind <> 'day' and (p.dimension <> 'account' or k.period_kind in ('month', 'quarter'))
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
by_kind as (
    select
        c.metric, c.convention, c.figure, c.period_kind, cast(c.first_start + interval '1' day * w.later as date) as period_start,
        '' as sprint, c.dimension, c.value,
        sum(c.n) as n, sum(c.n_people) as n_people, sum(c.top) as top, sum(c.bottom) as bottom,
        sum(c.total) as total, sum(c.squares) as squares
    from cells c
    join period_weeks() w on c.first_start + interval '1' day * w.later <= c.last_start
    group by c.metric, c.convention, c.figure, c.period_kind, cast(c.first_start + interval '1' day * w.later as date), c.dimension, c.value
),
sprint_days as (
    select sprint, starts_on, ends_on, each_day(starts_on, ends_on) as day
    from int_sprints
    where ends_on < run_date()
),
-- days and sprints, which the pieces do not tell apart; an answer is in few of them
spanned as (
    select
        metric, convention, figure, 'day' as period_kind, occurred_on as period_start, '' as sprint,
        profile, is_anonymous, score, top, bottom
    from int_scores
    where next_on > occurred_on and occurred_on < run_date()
    union all
    select
        s.metric, s.convention, s.figure, 'sprint', d.starts_on, d.sprint,
        s.profile, s.is_anonymous, s.score, s.top, s.bottom
    from int_scores s
    join sprint_days d on d.day = s.occurred_on and s.next_on > d.ends_on
),
by_span as (
    select
        s.metric, s.convention, s.figure, s.period_kind, s.period_start, s.sprint, d.dimension, d.value,
        count(*) as n, count(*) filter (where not s.is_anonymous) as n_people,
        count(*) filter (where s.top) as top, count(*) filter (where s.bottom) as bottom,
        sum(s.score) as total, sum(s.score * s.score) as squares
    from spanned s
    join int_profiles d on d.profile = s.profile
    group by s.metric, s.convention, s.figure, s.period_kind, s.period_start, s.sprint, d.dimension, d.value
),
by_mention as (
    select
        'sentiment' as metric, '' as convention, 'net' as figure, period_kind, period_start, '' as sprint, dimension, value,
        sum(people) as n, cast(null as bigint) as n_people, sum(positive) as top, sum(negative) as bottom,
        cast(null as double) as total, cast(null as double) as squares
    from int_theme_counts
    where theme_id <> ''
    group by period_kind, period_start, dimension, value
    having sum(people) > 0
),
counts as (
    select * from by_kind where dimension <> 'account' or n >= 5
    union all
    select * from by_span
    union all
    select * from by_mention
),
periods as (
    select
        metric, convention, figure, period_kind, period_start, sprint, dimension, value, cast(n as bigint) as n,
        cast(n_people as bigint) as n_people, cast(top as bigint) as top, cast(bottom as bigint) as bottom, total, squares
    from counts
)
select * from periods
