-- Customers to tell what became of what they raised, one row per person and day of
-- a release or refusal, the latest first; who was told of all of it is not here.
with grouped as (
    select
        person_key, min(person) as person, min(account) as account, outcome, ended_on, min(release) as release,
        string_agg(item, ', ' order by item) as items, max(raised_on) as raised_on, max(money) as money,
        min_by(channel, theme_id || item) as channel, min_by(owner, theme_id || item) as owner, min_by(quote, theme_id || item) as quote,
        min_by(draft, theme_id || item) as draft, min_by(theme_id, theme_id || item) as theme_id
    from people_to_tell
    where told_on is null
    group by person_key, outcome, ended_on
)
select
    g.person || coalesce(', ' || g.account, '') as who, g.outcome || coalesce(' with ' || g.release, '') as outcome, g.ended_on, g.items,
    coalesce(n.name, g.theme_id) as theme, g.raised_on, g.channel, g.money, g.owner, g.quote, g.draft
from grouped g
left join theme_names n on n.theme_id = g.theme_id
order by g.ended_on desc, g.money desc nulls last, who, g.outcome
