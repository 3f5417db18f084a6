-- What should I know this week, and what is over?
-- Alarms of all kinds that are new, still stand or have ended: sudden and slow changes of themes, scores that fell or
-- left their course, releases that can be judged, sources gone silent.
select a.state, a.kind, coalesce(n.name, a.subject) as about, a.direction, round(a.size, 2) as size, a.since
from alarms a
left join theme_names n on n.theme_id = a.subject
order by case a.state when 'new' then 1 when 'standing' then 2 else 3 end, a.kind, about
