-- What was promised to whom, by when, and what became of it; the open ones that were moved first.
select
    coalesce(p.item, n.name, p.theme_id) as promise, i.url as promise_url, coalesce(i.title, 'a theme') as promise_note, coalesce(p.account, 'not in customers.csv') as customer,
    p.promised_by, p.promised_on, p.first_due_on, p.due_on, p.moved, p.fulfilled_on, p.state, case when p.is_told then 'yes' else 'no' end as told,
    case when p.state = 'late' then cast(p.promise as varchar) end as late
from promises p
left join theme_names n on n.theme_id = p.theme_id
left join (select key, min(title) as title, min(url) as url from work_items group by key) i on i.key = p.item
order by case p.state when 'late' then 0 when 'open' then 1 when 'declined' then 2 else 3 end, p.moved desc, p.due_on, p.promise
