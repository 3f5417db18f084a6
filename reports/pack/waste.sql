-- Items that nobody asked for before and that changed nothing after.
select
    w.item, i.url as item_url, w.title as item_note, w.shipped_on, w.estimate, coalesce(n.name, w.theme_id, 'none') as theme, w.people_before,
    w.rate_ratio, w.rate_low as rate_ratio_low, w.rate_high as rate_ratio_high, w.verdict
from waste w
left join theme_names n on n.theme_id = w.theme_id
left join work_items i on i.source = w.source and i.key = w.item
where w.verdict = 'wasted'
order by w.estimate desc nulls last, w.item
