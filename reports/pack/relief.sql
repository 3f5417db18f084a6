-- Open items of demanded themes: people relieved per unit of estimate.
select
    r.item, w.url as item_url, r.title as item_note, coalesce(n.name, r.theme_id) as theme, r.people, r.accounts, r.money, r.estimate,
    case when r.relief is not null then printf('%.1f', r.relief) end as relief, r.impact, r.impact_low, r.impact_high, r.trend as trend_note,
    case when r.trend_q is null then 'too few to tell' when r.trend_q <= 0.10 then 'real change' else 'could be chance' end as trend
from relief r
left join theme_names n on n.theme_id = r.theme_id
left join work_items w on w.source = r.source and w.key = r.item
where r.estimate is not null and r.place <= 10
order by r.place
