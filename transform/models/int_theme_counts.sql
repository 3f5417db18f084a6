-- One row per theme, complete period, and value of a dimension where it was mentioned.
-- key: theme_id, period_kind, period_start, dimension, value
-- build: periods
-- The theme '' stands for feedback of any kind: its people are the exposure that
-- shares and rates are of. Days are counted for everybody only. How many speak
-- in a rolling period is added up from week to week: a mention comes in with the
-- first period that reaches its week and leaves with the week after; its voter
-- leaves with the next mention, if that is earlier.
-- column: mentions: feedback about the theme
-- column: people: distinct voters behind it
-- column: positive: people whose latest mention in the period is positive
-- column: negative: people whose latest mention in the period is negative
with units as (
    select
        p.theme_no, p.cut, u.unit, period_unit(u.unit, p.occurred_on) as unit_start,
        period_unit(u.unit, p.next_on) as next_start, sum(p.mentions) as mentions,
        sum(p.positive) as positive, sum(p.negative) as negative
    from int_theme_pieces p
    join (values ('day'), ('week'), ('month'), ('quarter')) as u(unit) on u.unit <> 'day' or p.cut = 0
    group by p.theme_no, p.cut, u.unit, period_unit(u.unit, p.occurred_on), period_unit(u.unit, p.next_on)
),
-- the latest mention of each voter in the unit
latest as (
    select
        theme_no, cut, unit, unit_start, sum(mentions) as mentions,
        coalesce(sum(mentions) filter (where next_start > unit_start), 0) as people,
        coalesce(sum(positive) filter (where next_start > unit_start), 0) as positive,
        coalesce(sum(negative) filter (where next_start > unit_start), 0) as negative
    from units
    group by theme_no, cut, unit, unit_start
),
rolling as (
    select period_kind, span, reach, last_start from period_kinds() where reach > interval '0' day
),
rolled as (
    select
        l.theme_no, l.cut, r.period_kind, cast(l.unit_start - r.reach as date) as first_start,
        cast(l.unit_start - r.reach + r.span as date) as after_last, l.mentions, l.people, l.positive, l.negative
    from latest l
    join rolling r on l.unit = 'week'
),
left_by as (
    select
        u.theme_no, u.cut, r.period_kind,
        cast(least(u.unit_start - r.reach + r.span, u.next_start - r.reach) as date) as period_start,
        sum(u.mentions) as people, sum(u.positive) as positive, sum(u.negative) as negative
    from units u
    join rolling r on u.unit = 'week' and u.next_start > u.unit_start
    group by u.theme_no, u.cut, r.period_kind, cast(least(u.unit_start - r.reach + r.span, u.next_start - r.reach) as date)
),
steps as (
    select theme_no, cut, period_kind, first_start as period_start, mentions, people, positive, negative from rolled
    union all
    select theme_no, cut, period_kind, after_last, -mentions, 0, 0, 0 from rolled
    union all
    select theme_no, cut, period_kind, period_start, 0, -people, -positive, -negative from left_by
),
changes as (
    select
        theme_no, cut, period_kind, period_start,
        sum(mentions) as mentions, sum(people) as people, sum(positive) as positive, sum(negative) as negative
    from steps
    group by theme_no, cut, period_kind, period_start
),
standing as (
    select
        theme_no, cut, period_kind, period_start,
        lead(period_start) over so_far as next_start, sum(mentions) over so_far as mentions,
        sum(people) over so_far as people, sum(positive) over so_far as positive, sum(negative) over so_far as negative
    from changes
    window so_far as (partition by theme_no, cut, period_kind order by period_start)
),
counts as (
    select
        l.theme_no, l.cut, k.period_kind, l.unit_start as period_start, cast(l.mentions as bigint) as mentions,
        cast(l.people as bigint) as people, cast(l.positive as bigint) as positive, cast(l.negative as bigint) as negative
    from latest l
    join period_kinds() k on k.period_kind = l.unit and l.unit_start <= k.last_start
    union all
    select
        s.theme_no, s.cut, s.period_kind, cast(s.period_start + interval '1' day * w.later as date), cast(s.mentions as bigint),
        cast(s.people as bigint), cast(s.positive as bigint), cast(s.negative as bigint)
    from standing s
    join rolling r on r.period_kind = s.period_kind
    join period_weeks() w on s.period_start + interval '1' day * w.later < s.next_start
        and s.period_start + interval '1' day * w.later <= r.last_start
    where s.mentions > 0
),
periods as (
    select n.theme_id, p.period_kind, p.period_start, c.dimension, c.value, p.mentions, p.people, p.positive, p.negative
    from counts p
    join int_theme_numbers n on n.theme_no = p.theme_no
    join int_cuts c on c.cut = p.cut
)
select * from periods
