-- Which groups are less satisfied than others?
-- The figure of each segment, plan, channel and language over the last 13 complete weeks, the lowest first.
-- Groups below 30 answers say little: look at the interval. slope_verdict tells whether the group's figure has been
-- going one way for months.
-- param: metric metric = nps: nps, csat, ces, stars or sentiment
-- chart: bar x=group_of y=score low=at_least high=at_most
with latest as (
    select *, max(period_start) over () as newest
    from satisfaction
    where metric = $metric and period_kind = 'r13' and convention in ('', 'feedback', 'mean')
)
select
    case when l.dimension = 'all' then 'everybody' else l.dimension || ': ' || l.value end as group_of, l.n,
    round(l.score, 1) as score, round(l.low, 1) as at_least, round(l.high, 1) as at_most,
    round(l.change, 1) as change_in_13_weeks, l.verdict, round(t.slope, 2) as slope, t.period_kind as slope_per,
    t.verdict as slope_verdict, l.convention
from latest l
left join score_trends t
    on t.metric = l.metric and t.convention = l.convention and t.dimension = l.dimension and t.value = l.value
where l.period_start = l.newest
order by l.score, group_of
