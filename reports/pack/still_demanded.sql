-- What was shipped or declined, and what customers demand since.
select
    d.item || coalesce(': ' || w.title, '') as item, w.url as item_url, d.list as outcome, d.since, coalesce(n.name, d.theme_id) as theme, d.people, d.accounts, d.money,
    d.people_before, d.people_after, d.rate_ratio, d.rate_low as rate_ratio_low, d.rate_high as rate_ratio_high, d.q_value as rate_ratio_q, d.verdict,
    case when row_number() over (partition by d.theme_id order by d.since desc, d.item) = 1 then d.quotes end as quotes
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
left join work_items w on w.source = d.source and w.key = d.item
where d.list in ('shipped', 'declined')
order by d.list desc, d.people desc, d.theme_id, d.since desc, d.item
