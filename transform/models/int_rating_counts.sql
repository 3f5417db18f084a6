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
with placed as (
    select
        p.metric, p.convention, p.figure, p.cut, p.account, d.period_kind, d.period_start,
        sum(p.n) as n, sum(p.n_people) as n_people, sum(p.top) as top, sum(p.bottom) as bottom, sum(p.total) as total, sum(p.squares) as squares
    from int_score_pieces p
    join int_period_days d on d.day = p.occurred_on and d.period_end < p.next_on
        and case p.unit when 'day' then d.period_kind = 'day' when 'month' then d.period_kind in ('month', 'quarter') else d.period_kind <> 'day' end
    group by p.metric, p.convention, p.figure, p.cut, p.account, d.period_kind, d.period_start
),
by_kind as (
    select
        p.metric, p.convention, p.figure, p.period_kind, p.period_start, '' as sprint, coalesce(c.dimension, 'account') as dimension,
        coalesce(c.value, p.account) as value, p.n, p.n_people, p.top, p.bottom, p.total, p.squares
    from placed p
    left join int_cuts c on c.cut = p.cut
    where p.cut >= 0 or p.n >= 5
),
-- the pieces do not tell sprints apart; an answer is in few of them
sprint_days as (
    select sprint, starts_on, ends_on, each_day(starts_on, ends_on) as day
    from int_sprints
    where ends_on < run_date()
),
by_sprint as (
    select
        s.metric, s.convention, s.figure, 'sprint' as period_kind, d.starts_on as period_start, d.sprint, p.dimension, p.value,
        count(*) as n, count(*) filter (where not s.is_anonymous) as n_people,
        count(*) filter (where s.top) as top, count(*) filter (where s.bottom) as bottom,
        sum(s.score) as total, sum(s.score * s.score) as squares
    from int_scores s
    join sprint_days d on d.day = s.occurred_on and s.next_on > d.ends_on
    join int_profiles p on p.profile = s.profile
    group by s.metric, s.convention, s.figure, d.starts_on, d.sprint, p.dimension, p.value
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
    select * from by_kind
    union all
    select * from by_sprint
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
