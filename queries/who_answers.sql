-- How many of those who were asked answered, month by month?
-- The share of people asked who answered within 30 days, with its 95 % interval (Wilson), against the period before.
-- param: dimension choice(all, segment, plan) = all: what those who were asked are cut by
-- param: period choice(week, month, quarter) = month: of the invitation
-- chart: line x=first_day y=percent low=at_least high=at_most by=value
select
    survey, period_start as first_day, value, invited, answered, round(rate, 1) as percent,
    round(rate_low, 1) as at_least, round(rate_high, 1) as at_most, round(change, 1) as change, verdict
from response_rates
where period_kind = $period and dimension = $dimension
order by period_start desc, survey, invited desc, value
