-- All themes that were tested, with their names.
select m.theme_id, coalesce(nullif(t.name, ''), m.theme_id), coalesce(t.owner, ''), coalesce(t.description, ''),
    m.people_now, m.people_base, m.exposure_now, m.exposure_base, m.rate_ratio, m.rate_low, m.rate_high, m.q_value, m.phi,
    coalesce(m.direction, ''), coalesce(m.verdict, ''), coalesce(m.is_partial, false),
    w.positive, w.negative, w.people, w.net_sentiment, w.net_low, w.net_high
from movers m
left join theme_names t on t.theme_id = m.theme_id
left join themes w on w.theme_id = m.theme_id and w.period_kind = 'week' and w.period_start = m.week_start and w.dimension = 'all'
order by m.theme_id
