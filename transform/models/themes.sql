-- One row per theme, period, and value of a dimension.
-- key: theme_id, period_kind, period_start, dimension, value
-- build: periods
-- For everybody, every theme has a row in every complete period with feedback,
-- and so it has where 30 people of a segment spoke: a 0 there says something.
-- Elsewhere there are rows only of what was mentioned. Days are not cut.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: period_kind: day, week, month, quarter, r4 and r13 (the 4 and 13 weeks ending with a complete week)
-- column: period_start: first day of the period
-- column: period_end: last day of the period
-- column: dimension: what feedback is cut by; all: not cut
-- column: value: of the dimension; all: everybody
-- column: mentions: feedback about the theme
-- column: people: distinct people who mentioned it; an anonymous answer is one
-- column: exposure: distinct people who gave any feedback
-- column: share: people of exposure (0..100)
-- column: share_low: lower end of its 95 % interval: Wilson (0..100)
-- column: share_high: upper end (0..100)
-- column: positive: people whose latest mention in the period is positive
-- column: negative: people whose latest mention in the period is negative
-- column: net_sentiment: share of positive less share of negative among people (-100..100)
-- column: net_low: lower end of its 95 % interval: adjusted Wald (-100..100)
-- column: net_high: upper end (-100..100)
with exposures as (
    select period_kind, period_start, dimension, value, people as exposure
    from int_theme_counts
    where theme_id = ''
),
zeros as (
    select n.theme_id, e.period_kind, e.period_start, e.dimension, e.value
    from theme_names n
    cross join exposures e
    where e.dimension = 'all' or e.exposure >= 30
),
counts as (
    select c.theme_id, c.period_kind, c.period_start, c.dimension, c.value, c.mentions, c.people, c.positive, c.negative
    from int_theme_counts c
    join theme_names n on n.theme_id = c.theme_id
    union all
    select theme_id, period_kind, period_start, dimension, value, 0, 0, 0, 0
    from zeros
),
summed as (
    select
        theme_id, period_kind, period_start, dimension, value, max(mentions) as mentions,
        max(people) as people, max(positive) as positive, max(negative) as negative
    from counts
    group by theme_id, period_kind, period_start, dimension, value
),
figures as (
    select
        s.theme_id, s.period_kind, s.period_start, period_end(s.period_start, k.span) as period_end,
        s.dimension, s.value, s.mentions, s.people, e.exposure,
        100 * share(s.people, e.exposure) as share,
        100 * wilson_low(s.people, e.exposure) as share_low,
        100 * wilson_high(s.people, e.exposure) as share_high,
        s.positive, s.negative,
        100 * nps(s.positive, s.negative, s.people) as net_sentiment,
        100 * nps_low(s.positive, s.negative, s.people) as net_low,
        100 * nps_high(s.positive, s.negative, s.people) as net_high
    from summed s
    join exposures e on e.period_kind = s.period_kind and e.period_start = s.period_start
        and e.dimension = s.dimension and e.value = s.value
    join period_kinds() k on k.period_kind = s.period_kind
)
select * from figures
