-- How did a satisfaction figure go, week by week?
-- param: metric = nps: nps, csat, ces or stars
-- param: dimension = all: all, segment, plan, channel, language
-- param: value = all: one of the dimension's values
select
    cast(period_start as varchar) as week, n, round(score, 1) as score, round(low, 1) as at_least,
    round(high, 1) as at_most, round(change, 1) as change, verdict
from satisfaction
where metric = $metric and period_kind = 'week' and dimension = $dimension and value = $value
order by period_start desc
