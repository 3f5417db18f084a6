-- All themes that were tested, with their names, owners, and who blamed or
-- praised in the week.
select m.theme_id, coalesce(nullif(t.name, ''), m.theme_id), coalesce(t.owner, ''), m.people_now, m.people_base, m.exposure_now, m.exposure_base,
    m.rate_ratio, m.rate_low, m.rate_high, m.q_value, coalesce(m.direction, ''), coalesce(m.verdict, '')
from movers m
left join theme_names t on t.theme_id = m.theme_id
order by m.theme_id
