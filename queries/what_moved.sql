-- Which themes do more or fewer people bring up than in the four weeks before?
select
    n.name as theme, m.direction, m.people_now, m.people_base, round(m.rate_ratio, 2) as times,
    round(m.rate_low, 2) as at_least, round(m.rate_high, 2) as at_most, round(m.q_value, 4) as q, m.verdict
from movers m
join theme_names n on n.theme_id = m.theme_id
where m.verdict <> 'too few to tell'
order by m.q_value, m.people_now desc
