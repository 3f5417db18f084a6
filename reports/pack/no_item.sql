-- Themes that customers demand and no item of the plan is about.
select coalesce(n.name, d.theme_id) as theme, n.owner, d.people, d.accounts, d.money, d.trend as trend_note, d.trend_verdict as trend, d.quotes
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
where d.list = 'no item'
order by d.people desc, d.theme_id
