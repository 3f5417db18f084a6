-- One row per theme, value of a dimension, day or piece of a week, and that of its voters' next mention.
-- key: theme_id, dimension, value, occurred_on, next_on
-- build: view
-- For everybody mentions are counted per day, elsewhere per piece of a week: to
-- all kinds of period but the day, the days of a piece are alike. Of voters who
-- always have one profile they are counted per profile first, and placed into
-- the profile's dimensions together. A next mention that no period reaches is
-- at the end of time (within_reach).
-- column: occurred_on: the day, or the first day of the piece
-- column: next_on: the same of the voter's next mention of the theme within the dimension's value
with everybody as (
    select
        theme_id, occurred_on, polarity,
        lead(occurred_on) over (partition by theme_id, voter order by occurred_on, feedback_id) as next_on
    from int_theme_mentions
),
steady as (
    select
        theme_id, profile, occurred_on, polarity,
        lead(occurred_on) over (partition by theme_id, voter order by occurred_on, feedback_id) as next_on
    from int_theme_mentions
    where is_steady
),
by_profile as (
    select
        theme_id, profile, period_piece(occurred_on) as occurred_on, period_piece(within_reach(occurred_on, next_on)) as next_on,
        count(*) as mentions, count(*) filter (where polarity = 'positive') as positive,
        count(*) filter (where polarity = 'negative') as negative
    from steady
    group by theme_id, profile, period_piece(steady.occurred_on), period_piece(within_reach(steady.occurred_on, steady.next_on))
),
wandering as (
    select
        m.theme_id, d.dimension, d.value, m.occurred_on, m.polarity,
        lead(m.occurred_on) over (
            partition by m.theme_id, d.dimension, d.value, m.voter order by m.occurred_on, m.feedback_id
        ) as next_on
    from int_theme_mentions m
    join int_profiles d on d.profile = m.profile and d.dimension <> 'all'
    where not m.is_steady
),
parts as (
    select
        theme_id, 'all' as dimension, 'all' as value, occurred_on, within_reach(occurred_on, next_on) as next_on,
        1 as mentions, case when polarity = 'positive' then 1 else 0 end as positive, case when polarity = 'negative' then 1 else 0 end as negative
    from everybody
    union all
    select
        theme_id, dimension, value, period_piece(occurred_on), period_piece(within_reach(occurred_on, next_on)),
        1, case when polarity = 'positive' then 1 else 0 end, case when polarity = 'negative' then 1 else 0 end
    from wandering
    union all
    select p.theme_id, d.dimension, d.value, p.occurred_on, p.next_on, p.mentions, p.positive, p.negative
    from by_profile p
    join int_profiles d on d.profile = p.profile and d.dimension <> 'all'
),
pieces as (
    select
        theme_id, dimension, value, occurred_on, next_on, cast(sum(mentions) as bigint) as mentions,
        cast(sum(positive) as bigint) as positive, cast(sum(negative) as bigint) as negative
    from parts
    group by theme_id, dimension, value, occurred_on, next_on
)
select * from pieces
