-- One row per metric, convention, dimension and value: the last 13 weeks.
-- Accounts are too many for a picture and stand in the CSV file.
select s.metric, coalesce(s.convention, ''), s.figure, s.dimension, coalesce(s.value, ''), s.n, s.score, s.low, s.high,
    s.previous_n, s.change, s.change_low, s.change_high, s.detectable_change, coalesce(s.verdict, '')
from satisfaction s
join run_facts f on s.period_end = f.week_start + 6
where s.period_kind = 'r13' and s.dimension not in ('all', 'account') and s.n > 0 and (s.metric <> 'sentiment' or s.convention = 'feedback')
    and s.score is not null and s.low is not null and s.high is not null
order by s.metric, s.convention, s.dimension, s.n desc, s.value
