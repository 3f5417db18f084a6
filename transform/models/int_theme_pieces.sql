-- One row per theme, value of a dimension, day or piece of a week, and that of its voters' next mention.
-- key: theme_no, cut, occurred_on, next_on
-- build: view
-- For everybody mentions are counted per day, elsewhere per piece of a week: to
-- all kinds of period but the day, the days of a piece are alike. Of voters who
-- always have one profile they are counted per profile first, and placed into
-- the profile's dimensions together. A next mention that no period reaches is
-- at the end of time (within_reach).
-- column: theme_no: the theme (int_theme_numbers)
-- column: cut: the value of a dimension (int_cuts); 0: everybody
-- column: occurred_on: the day, or the first day of the piece
-- column: next_on: the same of the voter's next mention of the theme within the dimension's value
with cuts as (
    select p.profile, c.cut
    from int_profiles p
    join int_cuts c on c.dimension = p.dimension and c.value = p.value
    where c.cut <> 0
    union all
    select 0, 0 -- everybody has no profile
),
followed as (
    select
        theme_no, profile, is_steady, occurred_on, feeling,
        lead(occurred_on) over (partition by theme_no, voter order by occurred_on, feedback_id) as next_on
    from int_theme_mentions
),
dated as (
    select
        theme_no, profile, is_steady, feeling, occurred_on as day, within_reach(occurred_on, next_on) as next_day,
        period_piece(occurred_on) as piece, period_piece(within_reach(occurred_on, next_on)) as next_piece
    from followed
),
-- read once, for everybody and by profile
grouped as (
    select
        theme_no, coalesce(profile, 0) as profile, coalesce(is_steady, true) as is_counted,
        coalesce(piece, day) as occurred_on, coalesce(next_piece, next_day) as next_on, count(*) as mentions,
        count(*) filter (where feeling > 0) as positive, count(*) filter (where feeling < 0) as negative
    from dated
    group by grouping sets ((theme_no, day, next_day), (theme_no, is_steady, profile, piece, next_piece))
),
wandering as (
    select
        m.theme_no, d.cut, m.occurred_on, m.feeling,
        lead(m.occurred_on) over (partition by m.theme_no, d.cut, m.voter order by m.occurred_on, m.feedback_id) as next_on
    from int_theme_mentions m
    join cuts d on d.profile = m.profile
    where not m.is_steady
),
parts as (
    select g.theme_no, c.cut, g.occurred_on, g.next_on, g.mentions, g.positive, g.negative
    from grouped g
    join cuts c on c.profile = g.profile
    where g.is_counted
    union all
    select
        theme_no, cut, period_piece(occurred_on), period_piece(within_reach(occurred_on, next_on)),
        1, greatest(feeling, 0), greatest(-feeling, 0)
    from wandering
),
pieces as (
    select
        theme_no, cut, occurred_on, next_on, cast(sum(mentions) as bigint) as mentions,
        cast(sum(positive) as bigint) as positive, cast(sum(negative) as bigint) as negative
    from parts
    group by theme_no, cut, occurred_on, next_on
)
select * from pieces
