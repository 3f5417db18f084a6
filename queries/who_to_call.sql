-- Who should I call about a theme?
-- One row per person who brought it up: those first who did so most often, are unhappy and spoke lately. The published
-- file knows no names: account and latest tell whom to look for, where_to_read is the message itself (a link, or its id
-- in the source), and person is the same hash everywhere. Anonymous answers are not here: nobody can call them.
-- param: theme theme = login: the theme's id
-- param: days integer = 91: how far to look back from the run's day
-- param: segment segment = : only of this segment
-- param: limit integer = 20: how many people
with said as (
    select t.*, f.account, f.plan, f.nps, f.votes, coalesce(f.url, f.response_id, f.native_id) as where_to_read,
        row_number() over (partition by t.person_key order by t.occurred_on desc, t.feedback_id desc) as place
    from feedback_themes t
    join feedback f on f.feedback_id = t.feedback_id and f.occurred_on = t.occurred_on
    where t.theme_id = $theme and t.person_key is not null and t.occurred_on >= run_date() - cast($days as integer)
        and ($segment = '' or t.segment = $segment)
),
people as (
    select
        person_key as person, max(account) as account, max(segment) as segment, max(plan) as plan, count(*) as times,
        count(*) filter (where polarity = 'negative') as unhappy, max(votes) as votes, max(occurred_on) as latest,
        max(nps) filter (where place = 1) as nps, max(quote) filter (where place = 1) as words,
        max(where_to_read) filter (where place = 1) as where_to_read
    from said
    group by person_key
)
select account, words, times, unhappy, latest, nps, segment, plan, votes, where_to_read, person
from people
order by unhappy desc, times desc, latest desc, person
limit cast($limit as bigint)
