-- First and last key of each 20,000 rows, from the newest back: the pages do not
-- depend on how many rows share one moment. Only the newest days are told apart,
-- of which the files have no more; what is older is one page.
with days as (
    select cast(occurred_at as date) as day, sum(count(*)) over (order by cast(occurred_at as date) desc) - count(*) as newer
    from feedback
    group by cast(occurred_at as date)
),
since as (
    select min(day) as day from days where newer < 100000
),
numbered as (
    select f.occurred_at, f.feedback_id, row_number() over (order by f.occurred_at desc, f.feedback_id desc) - 1 as n
    from feedback f
    join since s on f.occurred_at >= s.day
    union all
    select f.occurred_at, f.feedback_id, 20000000 from feedback f join since s on f.occurred_at < s.day
)
select
    min(occurred_at), max(occurred_at), min_by(feedback_id, (occurred_at, feedback_id)), max_by(feedback_id, (occurred_at, feedback_id)), count(*)
from numbered
group by n // 20000
order by n // 20000 desc
