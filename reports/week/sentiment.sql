-- Net sentiment over the last complete week, 4 and 13 weeks: of theme mentions (one
-- person counts once for a theme and period, by the newest), and of feedback.
select s.metric, coalesce(s.convention, ''), s.period_kind, s.figure, s.period_start, s.n, coalesce(s.n_anonymous, 0),
    s.score, s.low, s.high, s.previous_n, s.previous_score, s.change, s.change_low, s.change_high,
    s.detectable_change, coalesce(s.verdict, '')
from satisfaction s
join run_facts f on s.period_end = f.week_start + 6
where s.metric = 'sentiment' and s.dimension = 'all' and s.period_kind in ('week', 'r4', 'r13') and s.n > 0
order by s.convention, s.period_kind
