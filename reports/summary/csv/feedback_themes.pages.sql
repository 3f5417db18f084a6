-- First and last key of about 20,000 feedbacks each: all themes of one feedback
-- are on one page.
with numbered as (
    select occurred_on, feedback_id, dense_rank() over (order by occurred_on, feedback_id) - 1 as n
    from feedback_themes
)
select min(occurred_on), max(occurred_on), arg_min(feedback_id, n), arg_max(feedback_id, n), count(*)
from numbered
group by n // 20000
order by n // 20000
