-- The runs that this publication knows of, the newest first.
select started_at, finished_at, command, state, as_of, run_id
from runs
order by started_at desc
limit 50
