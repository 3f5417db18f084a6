-- The last complete periods against the same a year before.
select s.metric, coalesce(s.convention, ''), s.period_kind, s.year_ago_n, s.year_change, s.year_change_low, s.year_change_high, coalesce(s.year_verdict, '')
from satisfaction s
join run_facts f on s.period_end = f.week_start + 6
where s.dimension = 'all' and s.period_kind in ('week', 'r4', 'r13') and s.n > 0 and s.year_ago_n > 0 and s.year_change is not null
order by s.metric, s.convention, s.period_kind
