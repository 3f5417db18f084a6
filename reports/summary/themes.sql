-- All themes over the last 13 weeks.
select n.theme_id, coalesce(nullif(n.name, ''), n.theme_id), coalesce(n.parent_id, ''), coalesce(t.people, 0),
    coalesce(t.exposure, 0), t.share, t.share_low, t.share_high, coalesce(t.positive, 0), coalesce(t.negative, 0),
    t.net_sentiment, t.net_low, t.net_high, coalesce(m.verdict, ''), coalesce(m.direction, '')
from theme_names n
cross join run_facts f
left join themes t on t.theme_id = n.theme_id and t.period_kind = 'r13' and t.period_end = f.week_start + 6 and t.dimension = 'all'
left join movers m on m.theme_id = n.theme_id
order by coalesce(t.people, 0) desc, n.theme_id
