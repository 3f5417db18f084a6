-- What has an account told us?
-- All its messages, the newest first; without a name, those of the account that says most. Read it before you call.
-- param: account account = : the account's name, as customers.csv has it
-- param: days integer = 182: how far to look back from the run's day
with loudest as (
    select f.account
    from feedback f
    where f.account is not null and f.occurred_on >= run_date() - cast($days as integer)
    group by f.account
    order by count(*) desc, f.account
    limit 1
),
said as materialized (
    select f.*
    from feedback f
    cross join loudest l
    where f.account = case when $account = '' then l.account else $account end
        and f.occurred_on >= run_date() - cast($days as integer)
),
about as (
    select s.feedback_id, string_agg(n.name, ', ' order by n.name) as themes
    from said s
    join feedback_themes t on t.feedback_id = s.feedback_id and t.occurred_on = s.occurred_on
    join theme_names n on n.theme_id = t.theme_id
    group by s.feedback_id
)
select
    s.occurred_on as day, s.account, s.text, a.themes, s.polarity, s.nps, s.channel,
    coalesce(s.url, s.response_id, s.native_id) as where_to_read, s.person_key as person
from said s
left join about a on a.feedback_id = s.feedback_id
order by s.occurred_on desc, s.feedback_id
