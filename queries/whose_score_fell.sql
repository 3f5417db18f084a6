-- Whose score fell since they last answered?
-- People whose newest score of the last days is lower than their one before it, the deepest fall first, with what
-- they wrote. One person's fall is no trend: it is a reason to ask.
-- param: metric choice(nps, csat, ces, stars) = nps: which score
-- param: fall number = 3: how many points at least
-- param: days integer = 28: how far to look back for the newest answer
with lately as (
    select distinct q.person_key
    from ratings q
    where q.metric = $metric and q.occurred_on >= run_date() - cast($days as integer) and q.person_key is not null
),
answers as (
    select *, lag(score) over w as score_before, lag(occurred_on) over w as day_before
    from ratings
    where metric = $metric and person_key in (select person_key from lately)
    window w as (partition by person_key, convention order by occurred_at, rating_id)
),
words as (
    select response_id, source, max(text) as text
    from feedback
    where response_id is not null and occurred_on >= run_date() - cast($days as integer)
    group by response_id, source
)
select
    a.occurred_on as day, a.account, a.score_before, a.score, w.text, a.day_before, a.segment, a.plan,
    a.person_key as person
from answers a
left join words w on w.response_id = a.response_id and w.source = a.source
where a.next_on is null and a.score_before - a.score >= $fall
    and a.occurred_on >= run_date() - cast($days as integer)
order by a.score_before - a.score desc, a.occurred_on desc, a.rating_id
