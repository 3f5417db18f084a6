-- Items of the sprint under way and the next: why customers want them, in their words,
-- and whom to ask. The words stand below the first item of a theme.
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
placed_items as (
    select
        i.source, i.key, i.title, i.type, i.url, i.sprint, i.starts_on, t.theme_id,
        first_value(i.key) over (partition by t.theme_id order by i.starts_on, i.sprint, i.key, i.source) as first_item
    from items i
    left join themed t on t.source = i.source and t.key = i.key and t.nth = 1
),
people as (
    select theme_id, string_agg(person || coalesce(' (' || account || ')', ''), ', ' order by place) as ask
    from people_to_ask
    where is_rested and place <= 4
    group by theme_id
)
select
    i.key || ': ' || coalesce(i.title, '') as item, i.url as item_url, i.sprint, i.type, coalesce(n.name, i.theme_id, 'none of the themes') as theme,
    coalesce(d.people, 0) as people, d.requests, coalesce(d.accounts, 0) as accounts, d.trend as trend_note, d.trend_verdict as trend,
    case when i.key = i.first_item then p.ask end as ask, case when i.key = i.first_item then d.quotes end as quotes,
    case when i.key <> i.first_item and coalesce(p.ask, d.quotes) is not null then 'below ' || i.first_item end as words
from placed_items i
left join theme_names n on n.theme_id = i.theme_id
left join demand d on d.theme_id = i.theme_id
left join people p on p.theme_id = i.theme_id
order by i.starts_on, i.sprint, coalesce(d.people, 0) desc, i.key
