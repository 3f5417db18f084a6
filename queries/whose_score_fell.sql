-- Whose score fell since they last answered?
-- People whose newest score of the last days is lower than their one before it, the deepest fall first, with what
-- they wrote. One person's fall is no trend: it is a reason to ask.
-- param: metric choice(nps, csat, ces, stars) = nps: which score
-- param: fall number = 3: how many points at least
-- param: days integer = 28: how far to look back for the newest answer
with fell as materialized (
    select *
    from ratings
    where metric = $metric and next_on is null and score_before - score >= $fall and person_key is not null
        and occurred_on >= run_date() - cast($days as integer)
),
words as (
    select f.response_id, f.source, max(f.text) as text
    from feedback f
    join fell a on a.response_id = f.response_id and a.source = f.source
    where f.occurred_on >= run_date() - cast($days as integer)
    group by f.response_id, f.source
)
select
    a.occurred_on as day, a.account, a.score_before, a.score, w.text, a.before_on as day_before, a.segment, a.plan,
    a.person_key as person
from fell a
left join words w on w.response_id = a.response_id and w.source = a.source
order by a.score_before - a.score desc, a.occurred_on desc, a.rating_id
