-- One page of what could not be read.
select source, native_id, file, line, reason
from rejects
where source = $1 and file = $2 and coalesce(line, 0) between $3 and $4
order by source, file, line, native_id
