-- Where do we stand with each satisfaction figure?
-- Everybody's latest answers of the period that is complete, against the period before. A verdict of "too few to
-- tell" says with detectable which change could have been seen.
-- param: period choice(r4, r13, month, quarter) = r4: r4 and r13 are the last 4 and 13 complete weeks
-- chart: bar x=metric y=score low=at_least high=at_most
with latest as (
    select *, row_number() over (partition by metric, convention order by period_start desc) as place
    from satisfaction
    where period_kind = $period and dimension = 'all' and period_end < run_date()
)
select
    metric || case when convention = '' then '' else ' (' || convention || ')' end as metric, verdict, n,
    round(score, 1) as score, round(low, 1) as at_least, round(high, 1) as at_most, round(change, 1) as change,
    round(change_low, 1) as change_at_least, round(change_high, 1) as change_at_most,
    round(detectable_change, 1) as detectable, previous_n as n_before, round(previous_score, 1) as before,
    period_start as first_day, period_end as last_day
from latest
where place = 1
order by metric
