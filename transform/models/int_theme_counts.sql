-- One row per theme, complete period, and value of a dimension where it was mentioned.
-- key: theme_id, period_kind, period_start, dimension, value
-- build: table
-- The theme '' stands for feedback of any kind: its people are the exposure that
-- shares and rates are of. Mentions are counted per day first, and those of a day
-- placed into periods together. Days are counted for everybody only.
-- column: mentions: feedback about the theme
-- column: people: distinct voters behind it
-- column: positive: people whose latest mention in the period is positive
-- column: negative: people whose latest mention in the period is negative
with mentions as (
    select theme_id, feedback_id, voter, occurred_on, polarity
    from feedback_themes
    where occurred_on <= run_date()
    union all
    select '', feedback_id, voter, occurred_on, null
    from stg_feedback
    where occurred_on <= run_date()
),
segments as (
    select feedback_id, dimension, value from int_feedback_segments
    union all
    select feedback_id, 'all', 'all' from stg_feedback
),
followed as (
    select
        m.theme_id, s.dimension, s.value, m.occurred_on, m.polarity,
        lead(m.occurred_on) over (
            partition by m.theme_id, s.dimension, s.value, m.voter
            order by m.occurred_on, m.feedback_id
        ) as next_on
    from mentions m
    join segments s on s.feedback_id = m.feedback_id
),
days as (
    select
        theme_id, dimension, value, occurred_on, next_on, count(*) as mentions,
        count(*) filter (where polarity = 'positive') as positive,
        count(*) filter (where polarity = 'negative') as negative
    from followed
    group by theme_id, dimension, value, occurred_on, next_on
),
-- A mention counts in periods up to mentioned_last, its author up to counted_last.
placed as (
    select
        d.theme_id, d.dimension, d.value, k.period_kind,
        cast(period_unit(k.period_kind, d.occurred_on) - k.reach as date) as first_start,
        period_last(k.period_kind, d.occurred_on, null, k.span, k.last_start) as mentioned_last,
        period_last(k.period_kind, d.occurred_on, d.next_on, k.span, k.last_start) as counted_last,
        d.mentions, d.positive, d.negative
    from days d
    join period_kinds() k on k.period_kind <> 'day' or d.dimension = 'all'
),
cells as (
    select
        theme_id, dimension, value, period_kind, first_start, mentioned_last, counted_last,
        sum(mentions) as mentions, sum(positive) as positive, sum(negative) as negative
    from placed
    where first_start <= mentioned_last
    group by theme_id, dimension, value, period_kind, first_start, mentioned_last, counted_last
),
moved as (
    select
        c.theme_id, c.dimension, c.value, c.period_kind,
        cast(c.first_start + interval '1' day * w.later as date) as period_start,
        c.counted_last, c.mentions, c.positive, c.negative
    from cells c
    join period_weeks() w on c.first_start + interval '1' day * w.later <= c.mentioned_last
),
periods as (
    select
        theme_id, period_kind, period_start, dimension, value, cast(sum(mentions) as bigint) as mentions,
        cast(coalesce(sum(mentions) filter (where period_start <= counted_last), 0) as bigint) as people,
        cast(coalesce(sum(positive) filter (where period_start <= counted_last), 0) as bigint) as positive,
        cast(coalesce(sum(negative) filter (where period_start <= counted_last), 0) as bigint) as negative
    from moved
    group by theme_id, period_kind, period_start, dimension, value
)
select * from periods
