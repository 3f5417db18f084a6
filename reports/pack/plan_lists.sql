-- The five lists of demand against the plan, three rows of each.
with placed as (
    select
        d.*, row_number() over (partition by d.list order by d.people desc, d.since desc nulls last, d.theme_id, d.item) as nth, count(*) over (partition by d.list) as rows
    from demand_vs_plan d
)
select
    case d.list when 'no item' then 'Demanded, no item' when 'nobody asked' then 'Committed, nobody asked' when 'stalled' then 'Demanded but stalled'
        when 'shipped' then 'Shipped, still demanded' else 'Declined, demand grows' end as list,
    case when d.nth = 1 and d.rows > 3 then d.rows || ' in all' end as list_note,
    coalesce(nullif(d.item, ''), n.name, d.theme_id) as what, w.url as what_url, coalesce(w.title, 'a theme') as what_note, coalesce(n.name, nullif(d.theme_id, ''), 'none') as theme,
    d.people, d.accounts, d.money, d.trend as trend_note, d.trend_verdict as trend
from placed d
left join theme_names n on n.theme_id = d.theme_id
left join work_items w on w.source = d.source and w.key = d.item
where d.nth <= 3
order by case d.list when 'no item' then 0 when 'nobody asked' then 1 when 'stalled' then 2 when 'shipped' then 3 else 4 end, d.nth
