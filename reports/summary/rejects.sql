-- What could not be read, by reason, with the first place.
select source, reason, count(*), arg_min(file, coalesce(line, 0)), coalesce(min(line), 0)
from rejects
group by source, reason
order by count(*) desc, source, reason
limit 50
