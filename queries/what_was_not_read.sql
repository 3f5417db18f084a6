-- What could not be read or was left out, and why?
-- Rejected: with its file and line, to be mended. Counted out: with the reason, no feedback of customers.
select 'rejected' as what, source, 1 as n, reason, file, line
from rejects
union all
select 'counted out', source, n, reason, null, null
from skipped
order by what desc, source, n desc, file, line
