-- How fresh each source is, and what became of all that it sent.
select source, channel, first_on, last_on, days_since, allowed_days, stale, feedback, ratings,
    read, stored, rejected, skipped, landed_at
from source_freshness
order by source, channel
