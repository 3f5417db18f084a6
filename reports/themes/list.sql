-- The themes that get a page, those with most people of the last 13 weeks first.
select n.theme_id, coalesce(nullif(n.name, ''), n.theme_id), coalesce(n.parent_id, ''), coalesce(n.owner, ''), coalesce(n.description, ''),
    coalesce(t.people, 0), coalesce(t.exposure, 0), t.share, t.share_low, t.share_high,
    coalesce(t.positive, 0), coalesce(t.negative, 0), t.net_sentiment, t.net_low, t.net_high,
    coalesce(m.people_now, 0), coalesce(m.exposure_now, 0), coalesce(m.people_base, 0), coalesce(m.exposure_base, 0),
    m.rate_ratio, m.rate_low, m.rate_high, m.q_value, coalesce(m.direction, ''), coalesce(m.verdict, ''),
    d.slope, d.slope_low, d.slope_high, d.q_value, coalesce(d.people, 0), coalesce(d.weeks, 0), coalesce(d.direction, ''), coalesce(d.verdict, '')
from theme_names n
cross join run_facts f
left join themes t on t.theme_id = n.theme_id and t.period_kind = 'r13' and t.period_end = f.week_start + 6 and t.dimension = 'all'
left join movers m on m.theme_id = n.theme_id
left join theme_trends d on d.theme_id = n.theme_id
order by coalesce(t.people, 0) desc, n.theme_id
limit 300
