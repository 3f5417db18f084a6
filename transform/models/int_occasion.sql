-- One row: what people are invited to next.
-- key: occasion
-- build: table
-- The review of the sprint that ends next, of whichever board; without such a
-- sprint, talks by the end of the month.
-- column: occasion: the plan and the sprint, or the month
-- column: sprint: its name; null: the month
-- column: held_on: last day of it
with coming as (
    select
        source || ' ' || sprint as occasion, sprint, ends_on as held_on,
        row_number() over (order by ends_on, starts_on, source, sprint) as nth
    from int_plan_sprints
    where place in ('current', 'next') and ends_on >= run_date()
),
held as (
    select occasion, sprint, held_on from coming where nth = 1
    union all
    select 'month ' || cast(period_unit('month', run_date()) as varchar), null, period_end(period_unit('month', run_date()), interval '1' month)
    where not exists (select 1 from coming)
)
select * from held
