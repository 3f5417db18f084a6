-- What was promised to whom, moved how often, told, and kept?
select
    p.account, p.person_key, coalesce(p.item, n.name) as promised, w.title, p.first_due_on, p.due_on, p.moved, p.told_on, p.fulfilled_on, p.state
from promises p
left join theme_names n on n.theme_id = p.theme_id
left join work_items w on w.key = p.item
order by p.state, p.due_on, p.promise
