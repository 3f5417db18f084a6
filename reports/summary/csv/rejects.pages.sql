-- One page for each 10,000 lines of a file.
select source, file, min(coalesce(line, 0)), max(coalesce(line, 0)), count(*)
from rejects
group by source, file, coalesce(line, 0) // 10000
order by 1, 2, 3
