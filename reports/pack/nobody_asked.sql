-- Items of this sprint and the next that no customer asked for.
select
    d.item, w.url as item_url, w.title as item_note, w.sprint, w.estimate, coalesce(n.name, 'none') as theme, d.people, case when w.contract then 'yes' else '' end as contract
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
left join work_items w on w.source = d.source and w.key = d.item
where d.list = 'nobody asked'
order by d.since, d.people, d.item
