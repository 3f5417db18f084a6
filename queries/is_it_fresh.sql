-- Is everything there, or has a source gone silent?
-- What came from each source and when, and what of it could not be read or was counted out.
select
    s.source, s.channel,
    case when s.stale then 'silent' when s.last_on is null then 'no feedback of its own' else 'fresh' end as state,
    s.last_on, s.days_since, s.allowed_days, s.read, s.stored, s.rejected, s.skipped, s.landed_at, r.as_of
from source_freshness s
cross join run_facts r
order by s.stale desc, s.source
