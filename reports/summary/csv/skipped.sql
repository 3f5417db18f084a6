-- What was counted out, and why.
select source, reason, n
from skipped
order by source, reason
