-- Each segment's measures over 26 weeks, the 12 segments with most answers: of
-- each week the 4 weeks up to it, or the 13 where 4 weeks have fewer than 30
-- answers on average.
with recent as (
    select s.metric, coalesce(s.convention, '') as convention, s.figure, s.value, s.period_kind, s.period_end - 6 as week_start,
        s.n, s.score, s.low, s.high
    from satisfaction s
    join run_facts f on s.period_end between f.week_start - 169 and f.week_start + 6
    where s.dimension = 'segment' and s.period_kind in ('r4', 'r13') and s.n > 0 and s.value <> '' and (s.metric <> 'sentiment' or s.convention = 'feedback')
        and s.score is not null and s.low is not null and s.high is not null
),
weighed as (
    select metric, convention, value, sum(n) as weight,
        case when avg(n) filter (where period_kind = 'r4') >= 30 then 'r4' else 'r13' end as period_kind,
        row_number() over (partition by metric, convention order by sum(n) desc, value) as place
    from recent
    group by metric, convention, value
)
select r.metric, r.convention, r.figure, r.value, r.period_kind, r.week_start, r.n, r.score, r.low, r.high
from recent r
join weighed w on w.metric = r.metric and w.convention = r.convention and w.value = r.value and w.period_kind = r.period_kind
where w.place <= 12
order by r.metric, r.convention, w.place, r.week_start
