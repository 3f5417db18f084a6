-- How fresh each source is.
select source, coalesce(channel, ''), first_on, last_on, cast(coalesce(days_since, 0) as bigint), cast(allowed_days as bigint), coalesce(stale, false),
    coalesce(feedback, 0), coalesce(ratings, 0), coalesce(read, 0), coalesce(stored, 0), coalesce(rejected, 0), coalesce(skipped, 0)
from source_freshness
order by source, channel
