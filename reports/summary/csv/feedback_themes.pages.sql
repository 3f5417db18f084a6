-- First and last key of 20,000 feedbacks each, from the newest back: all themes of
-- one feedback are on one page. Only the newest days are told apart, of which the
-- files have no more; what is older is one page.
with days as (
    select occurred_on, sum(count(*)) over (order by occurred_on desc) - count(*) as newer
    from feedback_themes
    group by occurred_on
),
since as (
    select min(occurred_on) as day from days where newer < 100000
),
numbered as (
    select t.occurred_on, t.feedback_id, dense_rank() over (order by t.occurred_on desc, t.feedback_id desc) - 1 as n
    from feedback_themes t
    join since s on t.occurred_on >= s.day
    union all
    select t.occurred_on, t.feedback_id, 20000000 from feedback_themes t join since s on t.occurred_on < s.day
)
select
    min(occurred_on), max(occurred_on), min_by(feedback_id, (occurred_on, feedback_id)), max_by(feedback_id, (occurred_on, feedback_id)), count(*)
from numbered
group by n // 20000
order by n // 20000 desc
