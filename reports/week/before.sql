-- Whether there was feedback or a rating before the last complete week, and
-- how much feedback came in it.
select exists (select 1 from feedback b where b.occurred_on < f.week_start)
    or exists (select 1 from satisfaction s where s.dimension = 'all' and s.period_kind = 'week' and s.metric <> 'sentiment' and s.period_start < f.week_start),
    (select count(*) from feedback b where b.occurred_on between f.week_start and f.week_start + 6)
from run_facts f
