-- One row per week: how much of the feedback the themes catch.
-- key: week_start
-- build: table
-- column: week_start: Monday
-- column: feedback: feedback with any words
-- column: themed: of it, about at least one theme
-- column: unthemed: of it, about none
-- column: unthemed_share: unthemed / feedback, 0 to 100
with weekly as (
    select
        cast(date_trunc('week', occurred_on) as date) as week_start, count(*) as feedback,
        sum(case when theme_count > 0 then 1 else 0 end) as themed
    from feedback
    where theme_count is not null and occurred_on < run_date()
    group by cast(date_trunc('week', occurred_on) as date)
),
shared as (
    select
        week_start, feedback, cast(themed as bigint) as themed, cast(feedback - themed as bigint) as unthemed,
        100.0 * (feedback - themed) / feedback as unthemed_share
    from weekly
)
select * from shared
