-- One row per metric, convention and length of period: the last complete one.
select s.metric, coalesce(s.convention, ''), s.period_kind, s.figure, s.period_start, s.n, coalesce(s.n_anonymous, 0),
    s.score, s.low, s.high, s.previous_n, s.previous_score, s.change, s.change_low, s.change_high,
    s.detectable_change, coalesce(s.verdict, '')
from satisfaction s
join run_facts f on s.period_end = f.week_start + 6
where s.dimension = 'all' and s.period_kind in ('week', 'r4', 'r13') and s.n > 0 and s.metric <> 'sentiment'
order by s.metric, s.convention, s.period_kind
