-- Which accounts are unhappy with us now?
-- Accounts by the low scores and blaming messages of the last days. An account with one unhappy person is not an
-- unhappy account: people tells how many there are behind it, and nps is told from 5 answers on.
-- param: days integer = 91: how far to look back from the run's day
-- param: segment segment = : only of this segment
-- param: limit integer = 25: how many accounts
with scores as (
    select q.account, count(*) as answers, count(*) filter (where q.class = 'bottom') as low_scores,
        count(*) filter (where q.class = 'top') as high_scores
    from ratings q
    where q.metric = 'nps' and q.next_on is null and q.occurred_on >= run_date() - cast($days as integer)
    group by q.account
),
words as (
    select f.account, max(f.segment) as segment, max(f.plan) as plan, count(distinct f.voter) as people,
        count(*) as messages, count(*) filter (where f.polarity = 'negative') as unhappy, max(f.occurred_on) as latest
    from feedback f
    where f.account is not null and f.occurred_on >= run_date() - cast($days as integer)
    group by f.account
)
select
    w.account, w.segment, w.plan, w.people, w.messages, w.unhappy, coalesce(s.low_scores, 0) as low_scores,
    coalesce(s.answers, 0) as answers,
    case when s.answers >= 5 then round(100 * nps(s.high_scores, s.low_scores, s.answers), 0) end as nps, w.latest
from words w
left join scores s on s.account = w.account
where ($segment = '' or w.segment = $segment) and w.unhappy + coalesce(s.low_scores, 0) > 0
order by low_scores + unhappy desc, people desc, w.account
limit cast($limit as bigint)
