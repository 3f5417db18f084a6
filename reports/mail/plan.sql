-- The five lists of demand against the plan, one row per list and theme.
select
    d.list, d.theme_id, coalesce(n.name, d.theme_id) as name, coalesce(string_agg(nullif(d.item, ''), ', ' order by d.item), '') as items, max(d.people) as people
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
group by d.list, d.theme_id, n.name
order by case d.list when 'no item' then 0 when 'nobody asked' then 1 when 'stalled' then 2 when 'shipped' then 3 else 4 end, max(d.people) desc, d.theme_id
