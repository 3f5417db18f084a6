-- What do people say that no theme catches?
-- One row per message, the newest first: read them now and then, and make a theme of what comes up again.
-- param: days integer = 28: how far to look back from the run's day
select f.occurred_on as day, f.channel, f.account, f.text
from feedback f
where f.theme_count = 0 and f.occurred_on >= run_date() - cast($days as integer)
order by f.occurred_on desc, f.feedback_id
