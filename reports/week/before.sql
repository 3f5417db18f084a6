-- Whether there was feedback or a rating before the last complete week, and
-- how much feedback came in it.
select
    coalesce((select min(occurred_on) from feedback) < f.week_start, false)
        or coalesce((select min(period_start) from satisfaction where dimension = 'all' and period_kind = 'week' and metric <> 'sentiment') < f.week_start, false),
    (select count(*) from feedback b join run_facts r on b.occurred_on between r.week_start and r.week_start + 6)
from run_facts f
