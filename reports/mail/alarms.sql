-- What is told, what was told before and still stands, and what is over.
select a.kind, coalesce(nullif(t.name, ''), a.subject), coalesce(a.direction, ''), a.size, coalesce(a.state, ''), a.since,
    case when a.kind in ('mover', 'trend') then a.subject when a.kind = 'release' then regexp_extract(a.subject, ': (.*)$', 1) else '' end
from alarms a
left join theme_names t on t.theme_id = a.subject and a.kind in ('mover', 'trend')
order by case a.state when 'new' then 1 when 'standing' then 2 else 3 end,
    case a.kind when 'silence' then 1 when 'mover' then 2 when 'score' then 3 when 'release' then 4 else 5 end, a.kind, a.subject
