-- Of those who were asked, who answered: all of each survey by its newest month,
-- then each group of the last 13 weeks against all others.
with months as (
    select survey, period_start, period_end, invited, answered, rate, rate_low, rate_high, change, change_low, change_high, verdict,
        row_number() over (partition by survey order by period_start desc) as place
    from response_rates
    where period_kind = 'month' and dimension = 'all'
)
select survey, 'all', '', period_end, invited, answered, rate, rate_low, rate_high, change, change_low, change_high, cast(null as double), coalesce(verdict, '')
from months
where place = 1
union all
select survey, dimension, coalesce(value, ''), cast(null as date), invited, answered, rate, rate_low, rate_high,
    difference, difference_low, difference_high, q_value, coalesce(verdict, '')
from nonresponse
where dimension <> 'all'
order by 1, 4 nulls last, 2, 5 desc, 3
