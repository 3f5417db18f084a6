-- Each week of the last 52 with what is usual, and the week's own interval.
select k.metric, coalesce(k.convention, ''), s.figure, k.week_start, k.n, k.score, s.low, s.high, k.usual, k.xmr_low, k.xmr_high,
    k.ewma, k.ewma_limit, k.cusum_above, k.cusum_below, k.is_recent, coalesce(k.signal, '')
from control_charts k
join satisfaction s on s.metric = k.metric and coalesce(s.convention, '') = coalesce(k.convention, '')
    and s.dimension = 'all' and s.period_kind = 'week' and s.period_start = k.week_start
where s.low is not null and s.high is not null and (k.metric <> 'sentiment' or k.convention = 'feedback')
order by k.metric, k.convention, k.week_start
