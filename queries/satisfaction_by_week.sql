-- How did a satisfaction figure go, week by week?
-- Each person's latest answer of the week. Weeks with fewer than 30 answers are better read with period r4.
-- param: metric metric = nps: nps, csat, ces, stars or sentiment
-- param: dimension choice(all, segment, plan, channel, language) = all: what the answers are cut by
-- param: value text = all: one of the dimension's values
-- param: period choice(week, r4, r13, month, quarter) = week: r4 and r13 are 4 and 13 weeks ending with the week
-- chart: line x=week y=score low=at_least high=at_most by=convention
select
    period_start as week, convention, n, round(score, 1) as score, round(low, 1) as at_least,
    round(high, 1) as at_most, round(change, 1) as change, verdict
from satisfaction
where metric = $metric and period_kind = $period and dimension = $dimension and value = $value
order by period_start desc, convention
