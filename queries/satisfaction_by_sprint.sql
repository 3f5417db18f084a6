-- How did a satisfaction figure go, sprint by sprint?
-- Each person's latest answer within the sprint, against the sprint before; sprints that have ended.
-- param: metric metric = nps: nps, csat, ces, stars or sentiment
-- param: dimension choice(all, segment, plan, channel, language) = all: what the answers are cut by
-- param: value text = all: one of the dimension's values
-- chart: line x=first_day y=score low=at_least high=at_most by=convention
select
    sprint, period_start as first_day, period_end as last_day, convention, n, round(score, 1) as score,
    round(low, 1) as at_least, round(high, 1) as at_most, round(change, 1) as change, verdict
from satisfaction
where metric = $metric and period_kind = 'sprint' and dimension = $dimension and value = $value
order by period_start desc, sprint
