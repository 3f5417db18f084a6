-- First and last key of each 20,000 rows: the pages do not depend on how many
-- rows share one moment.
with numbered as (
    select occurred_at, feedback_id, row_number() over (order by occurred_at, feedback_id) - 1 as n
    from feedback
)
select min(occurred_at), max(occurred_at), arg_min(feedback_id, n), arg_max(feedback_id, n), count(*)
from numbered
group by n // 20000
order by n // 20000
