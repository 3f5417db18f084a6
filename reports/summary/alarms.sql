-- What the last complete week gives reason to speak of, each with the evidence of
-- its own mart: n, interval and q. One that has ended has no evidence any more.
select a.kind, coalesce(nullif(t.name, ''), r.release || ': ' || coalesce(nullif(c.name, ''), r.theme_id), a.subject), coalesce(a.direction, ''),
    a.size, a.state, a.since,
    coalesce(m.people_now, d.people, s.n, k.n, r.people_after),
    coalesce(m.people_base, s.previous_n, r.people_before),
    coalesce(m.rate_low, d.slope_low, s.change_low, w.low, r.rate_low),
    coalesce(m.rate_high, d.slope_high, s.change_high, w.high, r.rate_high),
    coalesce(m.q_value, d.q_value, s.p_value, r.q_value),
    coalesce(s.figure, w.figure, '')
from alarms a
cross join run_facts f
left join theme_names t on a.kind in ('mover', 'trend') and t.theme_id = a.subject
left join movers m on a.kind = 'mover' and m.theme_id = a.subject and a.state <> 'ended'
left join theme_trends d on a.kind = 'trend' and d.theme_id = a.subject and a.state <> 'ended'
left join satisfaction s on a.kind = 'score' and a.state <> 'ended' and trim(s.metric || ' ' || coalesce(s.convention, '')) = a.subject
    and s.dimension = 'all' and s.period_kind = 'r4' and s.period_end = f.week_start + 6
left join control_charts k on a.kind in ('drift', 'outlier') and a.state <> 'ended' and trim(k.metric || ' ' || coalesce(k.convention, '')) = a.subject
    and k.week_start = f.week_start
left join satisfaction w on a.kind in ('drift', 'outlier') and w.metric = k.metric and coalesce(w.convention, '') = coalesce(k.convention, '')
    and w.dimension = 'all' and w.period_kind = 'week' and w.period_start = f.week_start
left join release_verdicts r on a.kind = 'release' and r.release || ': ' || r.theme_id = a.subject
left join theme_names c on c.theme_id = r.theme_id
order by case a.state when 'new' then 0 when 'standing' then 1 else 2 end,
    case a.kind when 'silence' then 0 when 'score' then 1 when 'drift' then 2 when 'outlier' then 3 when 'mover' then 4 when 'trend' then 5 else 6 end,
    a.since, a.subject
