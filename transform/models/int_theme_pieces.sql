-- One row per theme, value of a dimension, day or piece of a week, and that of its voters' next mention.
-- key: theme_no, cut, unit, occurred_on, next_on
-- build: view
-- Mentions are counted per piece of a week, and for everybody per day as well: to
-- all kinds of period but the day, the days of a piece are alike. Of voters who
-- always have one profile they are counted per profile first, and placed into
-- the profile's dimensions together. A next mention that no period reaches is
-- at the end of time (within_reach).
-- column: theme_no: the theme (int_theme_numbers)
-- column: cut: the value of a dimension (int_cuts); 0: everybody
-- column: unit: day or piece
-- column: occurred_on: the day, or the first day of the piece
-- column: next_on: the same of the voter's next mention of the theme within the dimension's value
with cuts as (
    select p.profile, c.cut
    from int_profiles p
    join int_cuts c on c.dimension = p.dimension and c.value = p.value
),
followed as (
    select
        theme_no, profile, is_steady, occurred_on, feeling,
        lead(occurred_on) over (partition by theme_no, voter order by occurred_on, feedback_id) as next_on
    from int_theme_mentions
),
dated as (
    select
        theme_no, profile, is_steady, feeling, occurred_on as day, coalesce(next_on = occurred_on, false) as is_repeated,
        period_piece(occurred_on) as piece, period_piece(within_reach(occurred_on, next_on)) as next_piece
    from followed
),
-- read once, by day and by profile
grouped as materialized (
    select
        theme_no, profile, is_steady, day, is_repeated, piece, next_piece, count(*) as mentions,
        count(*) filter (where feeling > 0) as positive, count(*) filter (where feeling < 0) as negative
    from dated
    group by grouping sets ((theme_no, day, is_repeated), (theme_no, is_steady, profile, piece, next_piece))
),
wandering as (
    select
        m.theme_no, d.cut, m.occurred_on, m.feeling,
        lead(m.occurred_on) over (partition by m.theme_no, d.cut, m.voter order by m.occurred_on, m.feedback_id) as next_on
    from int_theme_mentions m
    join cuts d on d.profile = m.profile
    where not m.is_steady and d.cut <> 0
),
parts as (
    select
        theme_no, 0 as cut, 'day' as unit, day as occurred_on,
        case when is_repeated then day else date '9999-12-31' end as next_on, mentions, positive, negative
    from grouped
    where day is not null
    union all
    select g.theme_no, c.cut, 'piece', g.piece, g.next_piece, g.mentions, g.positive, g.negative
    from grouped g
    join cuts c on c.profile = g.profile
    where g.is_steady or c.cut = 0
    union all
    select
        theme_no, cut, 'piece', period_piece(occurred_on), period_piece(within_reach(occurred_on, next_on)),
        1, greatest(feeling, 0), greatest(-feeling, 0)
    from wandering
),
pieces as (
    select
        theme_no, cut, unit, occurred_on, next_on, cast(sum(mentions) as bigint) as mentions,
        cast(sum(positive) as bigint) as positive, cast(sum(negative) as bigint) as negative
    from parts
    group by theme_no, cut, unit, occurred_on, next_on
)
select * from pieces
