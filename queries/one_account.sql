-- What has an account told us?
-- All its messages, the newest first; without a name, those of the account that says most. Read it before you call.
-- param: account account = : the account's name, as customers.csv has it
-- param: days integer = 182: how far to look back from the run's day
with loudest as (
    select f.account
    from feedback f
    cross join run_facts r
    where f.account is not null and f.occurred_on >= r.run_date - cast($days as integer)
    group by f.account
    order by count(*) desc, f.account
    limit 1
),
about as (
    select t.feedback_id, string_agg(n.name, ', ' order by n.name) as themes
    from feedback_themes t
    join theme_names n on n.theme_id = t.theme_id
    group by t.feedback_id
)
select
    f.occurred_on as day, f.account, f.channel, f.person_key as person, f.nps, f.polarity, a.themes, f.text,
    coalesce(f.url, f.response_id, f.native_id) as where_to_read
from feedback f
left join about a on a.feedback_id = f.feedback_id
cross join run_facts r
cross join loudest l
where f.account = case when $account = '' then l.account else $account end
    and f.occurred_on >= r.run_date - cast($days as integer)
order by f.occurred_on desc, f.feedback_id
