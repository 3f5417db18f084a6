-- How did a satisfaction figure go, sprint by sprint?
-- param: metric = nps: nps, csat, ces, stars or sentiment
-- param: dimension = all: all, segment, plan, channel, language
-- param: value = all: one of the dimension's values
select
    sprint, cast(period_start as varchar) as first_day, cast(period_end as varchar) as last_day, convention, n,
    round(score, 1) as score, round(low, 1) as at_least, round(high, 1) as at_most, round(change, 1) as change, verdict
from satisfaction
where metric = $metric and period_kind = 'sprint' and dimension = $dimension and value = $value
order by period_start desc, sprint
