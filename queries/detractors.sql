-- Who gave a low NPS score lately, and why?
-- param: days = 28: how far to look back from the run's day
select cast(f.occurred_on as varchar) as day, f.nps as score, f.account, f.segment, f.plan, f.text
from feedback f
cross join run_facts r
where f.nps <= 6 and f.occurred_on >= r.run_date - cast($days as integer)
order by f.nps, f.occurred_on desc, f.feedback_id
