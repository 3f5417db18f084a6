-- One row per metric, convention, length of period and week, 26 weeks. A rolling
-- period stands at its last week.
select s.metric, coalesce(s.convention, ''), s.period_kind, s.figure, s.period_end - 6, s.n, s.score, s.low, s.high
from satisfaction s
join run_facts f on s.period_end between f.week_start - 169 and f.week_start + 6
where s.dimension = 'all' and s.period_kind in ('week', 'r4', 'r13') and s.n > 0
    and s.score is not null and s.low is not null and s.high is not null
order by s.metric, s.convention, s.period_kind, s.period_end
