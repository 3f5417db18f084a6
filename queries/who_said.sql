-- Who brought up a theme lately, and in which words?
-- param: theme = login: the theme's id
-- param: days = 28: how far to look back from the run's day
select
    cast(t.occurred_on as varchar) as day, f.account, f.segment, t.channel, t.polarity, t.quote, f.url
from feedback_themes t
join feedback f on f.feedback_id = t.feedback_id
cross join run_facts r
where t.theme_id = $theme and t.occurred_on >= r.run_date - cast($days as integer)
order by t.occurred_on desc, t.feedback_id
