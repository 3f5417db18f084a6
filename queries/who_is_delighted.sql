-- Who is delighted, and could be asked to say so in public?
-- People with a 9 or 10 who wrote why in words that praise, the happiest words first. Whether they may be asked is for
-- you to find out: consent is not published.
-- param: days integer = 91: how far to look back from the run's day
-- param: segment segment = : only of this segment
select
    f.occurred_on as day, f.nps as score, round(f.sentiment, 2) as sentiment, f.account, f.text, f.segment, f.plan,
    f.person_key as person
from feedback f
where f.nps >= 9 and f.polarity = 'positive' and f.person_key is not null
    and f.occurred_on >= run_date() - cast($days as integer) and ($segment = '' or f.segment = $segment)
order by f.sentiment desc, f.occurred_on desc, f.feedback_id
