-- Where do what customers ask for and what is planned not meet?
select
    d.list, coalesce(n.name, d.theme_id) as theme, d.item, w.title, d.people, d.accounts, round(d.money, 0) as money,
    d.trend, d.trend_verdict, d.since, round(d.rate_ratio, 2) as times, round(d.rate_low, 2) as at_least,
    round(d.rate_high, 2) as at_most, d.verdict, d.quotes
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
left join work_items w on w.source = d.source and w.key = d.item
order by d.list, d.people desc, d.theme_id, d.item
