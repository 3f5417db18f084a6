-- The runs that this publication knows of, the newest first.
select date_trunc('second', started_at) as started_at, date_trunc('second', finished_at) as finished_at, command, state, as_of, run_id
from runs
order by started_at desc, run_id
limit 50
