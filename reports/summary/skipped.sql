-- What was counted out, by reason.
select source, reason, cast(n as bigint)
from skipped
order by n desc, source, reason
limit 50
