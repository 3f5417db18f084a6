-- Whether changes may be stated: no source is stale, and there was something
-- before the last complete week.
select exists (select 1 from source_freshness where stale),
    exists (select 1 from coverage c where c.week_start < f.week_start)
from run_facts f
