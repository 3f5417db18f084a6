-- Where do what customers ask for and what is planned not meet?
-- Five lists: demand that no item meets; committed items that nobody asked for; items that stand still; items shipped,
-- or declined, while people go on asking. people and accounts are of the last 13 weeks, since is the day of the sprint,
-- the standstill, the release or the refusal. times is how often people asked after it against before, with its 95 %
-- interval.
-- param: list choice(no item, nobody asked, stalled, shipped, declined) = : only this list
select
    d.list, n.name as theme, nullif(d.item, '') as item, w.title, d.people, d.accounts, round(d.money, 0) as money,
    case d.trend_verdict when 'real change' then d.trend else d.trend_verdict end as trend, d.since,
    round(d.rate_ratio, 2) as times, round(d.rate_low, 2) as at_least, round(d.rate_high, 2) as at_most, d.verdict,
    d.quotes as words
from demand_vs_plan d
left join theme_names n on n.theme_id = d.theme_id
left join work_items w on w.source = d.source and w.key = d.item
where $list = '' or d.list = $list
order by
    case d.list when 'no item' then 1 when 'declined' then 2 when 'shipped' then 3 when 'stalled' then 4 else 5 end,
    d.people desc, theme, d.item
