-- One row per theme, length of time and day before which somebody demanded it.
-- key: theme_id, span, day
-- build: table
-- The people of every window that the lists may ask for, counted in one pass: a
-- mention brings its voter in on the day after and takes him out when it has
-- become too old, or when his next mention takes its place. The theme '' stands
-- for feedback of any kind: its people are the exposure. Without a plan nothing is
-- asked for, and nothing is counted that lies more than 18 months back.
-- column: span: length of the window in days
-- column: day: the window ends the day before it
-- column: people: distinct voters in the window
with reach as (
    select case when count(*) > 0 then run_date() - history_days() end as first_on from work_items
),
mentions as (
    select
        d.theme_id, d.occurred_on,
        lead(d.occurred_on) over (partition by d.theme_id, d.voter order by d.occurred_on, d.feedback_id) as next_on
    from int_demands d
    join reach r on d.occurred_on >= r.first_on
    union all
    select '', p.occurred_on, lead(p.occurred_on) over (partition by p.voter order by p.occurred_on, p.feedback_id)
    from int_feedback_profiles p
    join reach r on p.occurred_on >= r.first_on
    where p.occurred_on < run_date()
),
pieces as (
    select theme_id, occurred_on, next_on, count(*) as mentions
    from mentions
    group by theme_id, occurred_on, next_on
),
spans as (
    select effect_days() as span
    union
    select demand_days()
),
steps as (
    select p.theme_id, s.span, p.occurred_on + 1 as day, p.mentions as people
    from pieces p
    cross join spans s
    union all
    select p.theme_id, s.span, least(p.occurred_on + s.span, coalesce(p.next_on, p.occurred_on + s.span)) + 1, -p.mentions
    from pieces p
    cross join spans s
),
changes as (
    select theme_id, span, day, sum(people) as people
    from steps
    group by theme_id, span, day
),
standing as (
    select
        theme_id, span, day, cast(sum(people) over so_far as bigint) as people,
        coalesce(lead(day) over so_far, run_date() + 1) as next_day
    from changes
    window so_far as (partition by theme_id, span order by day)
),
filled as (
    select theme_id, span, each_day(day, least(next_day - 1, run_date())) as day, people
    from standing
    where people > 0 and day <= run_date()
)
select * from filled
