-- One row per theme, complete period, and value of a dimension where it was mentioned.
-- key: theme_id, period_kind, period_start, dimension, value
-- build: periods
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
-- To all kinds but 'day' the days of one piece are alike, and what comes 98 days
-- later is as good as anything still later.
days as (
    select
        theme_id, dimension, value, polarity,
        case when dimension = 'all' then occurred_on else period_piece(occurred_on) end as occurred_on,
        case when next_on > occurred_on + interval '98' day then cast(period_piece(occurred_on) + interval '98' day as date)
            when dimension = 'all' then next_on else period_piece(next_on) end as next_on
    from followed
),
counted as (
    select
        theme_id, dimension, value, occurred_on, next_on, count(*) as mentions,
        count(*) filter (where polarity = 'positive') as positive,
        count(*) filter (where polarity = 'negative') as negative
    from days
    group by theme_id, dimension, value, occurred_on, next_on
),
units as (
    select
        c.theme_id, c.dimension, c.value, k.period_kind, k.reach, k.span, k.last_start,
        period_unit(k.period_kind, c.occurred_on) as unit_start,
        period_unit(k.period_kind, c.next_on) as next_start, c.mentions, c.positive, c.negative
    from counted c
    join period_kinds() k on k.period_kind <> 'day' or c.dimension = 'all'
),
-- A mention counts in periods up to mentioned_last, its author up to counted_last:
-- the last complete period, or the last one before the same person's next mention.
placed as (
    select
        theme_id, dimension, value, period_kind, cast(unit_start - reach as date) as first_start,
        least(unit_start, last_start) as mentioned_last,
        case when next_start is null then least(unit_start, last_start)
            else least(unit_start, last_start, cast(next_start - span as date)) end as counted_last,
        mentions, positive, negative
    from units
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
