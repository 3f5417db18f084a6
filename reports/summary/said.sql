-- Who named each theme in the last complete week: people by segment, by channel.
select t.theme_id, t.dimension, coalesce(t.value, ''), t.people
from themes t
join run_facts f on t.period_start = f.week_start
where t.period_kind = 'week'
    and t.dimension in ('segment', 'channel')
    and t.people > 0
order by t.theme_id, t.dimension, t.people desc, t.value
