-- How long each source has been silent, and what came from it.
select
    source, coalesce(channel, '') as channel, last_on as newest_record, days_since as days_silent, allowed_days,
    case when stale then 'silent' else 'fresh' end as state, feedback, ratings, rejected, date_trunc('second', landed_at) as last_brought_something
from source_freshness
order by stale desc, source
