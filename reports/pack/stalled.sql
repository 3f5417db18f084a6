-- Items that customers demand and that have not moved.
select
    d.item || coalesce(': ' || w.title, '') as item, w.url as item_url, coalesce(n.name, d.theme_id) as theme, d.since, w.sprint, d.people, d.accounts, d.money,
    d.trend as trend_note, d.trend_verdict as trend, case when row_number() over (partition by d.theme_id order by d.since, d.item) = 1 then d.quotes end as quotes
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
left join work_items w on w.source = d.source and w.key = d.item
where d.list = 'stalled'
order by d.people desc, d.theme_id, d.since, d.item
