-- How many of those who were asked answered, month by month?
-- param: dimension = all: all, segment, plan
select
    survey, cast(period_start as varchar) as month, value, invited, answered, round(rate, 1) as percent,
    round(rate_low, 1) as at_least, round(rate_high, 1) as at_most, round(change, 1) as change, verdict
from response_rates
where period_kind = 'month' and dimension = $dimension
order by period_start desc, survey, invited desc
