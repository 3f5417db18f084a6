-- Who wrote a certain word, and what?
-- Messages that hold the words as they stand, whatever their case, the newest first.
-- param: words text = password: what to look for
-- param: days integer = 182: how far to look back from the run's day
select
    f.occurred_on as day, f.account, f.text, f.nps, f.channel, f.segment,
    coalesce(f.url, f.response_id, f.native_id) as where_to_read
from feedback f
where contains(lower(f.text), lower($words)) and f.occurred_on >= run_date() - cast($days as integer)
order by f.occurred_on desc, f.feedback_id
