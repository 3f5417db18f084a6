-- One row per complete period and day in it that records may be counted at.
-- key: period_kind, period_start, day
-- build: table
-- Such are the days of records, and the first days of their piece of a week and of
-- their month, which stand for all days of it. Sprints are in int_sprints.
-- column: day: a day of the period
-- column: period_end: last day of the period
with told as materialized (
    select occurred_on from stg_feedback
    union
    select occurred_on from stg_ratings
),
days as (
    select occurred_on as day from told where occurred_on < run_date()
    union
    select period_piece(occurred_on) from told where occurred_on < run_date()
    union
    select period_unit('month', occurred_on) from told where occurred_on < run_date()
),
placed as (
    select d.day, k.period_kind, k.span, k.last_start, cast(period_unit(k.period_kind, d.day) - interval '1' day * w.later as date) as period_start
    from days d
    cross join period_kinds() k
    join period_weeks() w on interval '1' day * w.later <= k.reach
),
complete as (
    select period_kind, period_start, day, period_end(period_start, span) as period_end
    from placed
    where period_start <= last_start
)
select * from complete
