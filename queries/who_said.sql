-- Who brought up a theme lately, and in which words?
-- One row per message about it, the newest first: the sentence, how it feels about the theme, and where to read on.
-- param: theme theme = login: the theme's id
-- param: days integer = 28: how far to look back from the run's day
-- param: polarity choice(negative, neutral, positive) = : only words of that kind
-- param: segment segment = : only of this segment
select
    t.occurred_on as day, f.account, t.quote, t.polarity, t.channel, f.segment,
    coalesce(f.url, f.response_id, f.native_id) as where_to_read
from feedback_themes t
join feedback f on f.feedback_id = t.feedback_id and f.occurred_on = t.occurred_on
where t.theme_id = $theme and t.occurred_on >= run_date() - cast($days as integer)
    and ($polarity = '' or t.polarity = $polarity) and ($segment = '' or f.segment = $segment)
order by t.occurred_on desc, t.feedback_id
