-- What moved this week?
-- Each theme's people in the last complete week against the eight weeks before, what moved most first.
-- times is the rate against before (1: no change) with its 95 % interval; q is the share of false
-- alarms to expect among the themes with as small a q. Those where nothing was found are there, too.
-- chart: bar x=theme y=times low=at_least high=at_most
select
    n.name as theme, m.verdict, m.direction, round(m.rate_ratio, 2) as times, round(m.rate_low, 2) as at_least,
    round(m.rate_high, 2) as at_most, m.people_now, round(m.expected_now, 1) as expected,
    m.exposure_now as of_people, round(m.q_value, 4) as q, m.week_start as week
from movers m
join theme_names n on n.theme_id = m.theme_id
order by m.verdict <> 'real change', m.q_value, m.people_now desc, theme
