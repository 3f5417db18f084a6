-- Who gave a low NPS score lately, and why?
-- One row per comment with a score of 0 to 6, the lowest first.
-- param: days integer = 28: how far to look back from the run's day
-- param: segment segment = : only of this segment
select f.occurred_on as day, f.nps as score, f.account, f.text, f.segment, f.plan
from feedback f
where f.nps <= 6 and f.text is not null and f.occurred_on >= run_date() - cast($days as integer)
    and ($segment = '' or f.segment = $segment)
order by f.nps, f.occurred_on desc, f.feedback_id
