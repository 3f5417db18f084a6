-- Items of the sprint under way and the next: why customers want them, in their words,
-- and whom to ask.
with placed as (
    select s.source, s.name as sprint, s.starts_on, dense_rank() over (partition by s.source order by s.starts_on) as nth
    from sprints s
    cross join run_facts f
    where s.ends_on >= f.run_date
),
items as (
    select w.source, w.key, w.title, w.type, w.url, w.sprint, p.starts_on
    from work_items w
    join placed p on p.source = w.source and p.sprint = w.sprint and p.nth <= 2
    where w.state in ('open', 'in progress')
),
themed as (
    select i.source, i.key, t.theme_id, row_number() over (partition by i.source, i.key order by coalesce(d.people, 0) desc, t.theme_id) as nth
    from items i
    join theme_items t on t.source = i.source and t.item = i.key
    left join demand d on d.theme_id = t.theme_id
),
people as (
    select theme_id, string_agg(person || coalesce(' (' || account || ')', ''), ', ' order by place) as ask
    from people_to_ask
    where is_rested and place <= 4
    group by theme_id
)
select
    i.key || ': ' || coalesce(i.title, '') as item, i.url as item_url, i.sprint, i.type, coalesce(n.name, t.theme_id, 'none of the themes') as theme,
    coalesce(d.people, 0) as people, d.requests, coalesce(d.accounts, 0) as accounts, d.trend as trend_note, d.trend_verdict as trend, p.ask, d.quotes
from items i
left join themed t on t.source = i.source and t.key = i.key and t.nth = 1
left join theme_names n on n.theme_id = t.theme_id
left join demand d on d.theme_id = t.theme_id
left join people p on p.theme_id = t.theme_id
order by i.starts_on, i.sprint, coalesce(d.people, 0) desc, i.key
