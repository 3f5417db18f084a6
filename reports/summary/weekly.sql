-- People a week for each theme, 13 weeks; a week without feedback has no row in
-- coverage and is no zero.
select n.theme_id, c.week_start, coalesce(w.people, 0)
from theme_names n
cross join coverage c
join run_facts f on c.week_start between f.week_start - 84 and f.week_start
left join themes w on w.theme_id = n.theme_id and w.period_kind = 'week' and w.period_start = c.week_start and w.dimension = 'all'
order by n.theme_id, c.week_start
