-- The one row that says what the published file was built from.
select run_id, as_of, run_date, workspace, timezone, week_start, newest_on,
    cast(coalesce(feedback, 0) as bigint), cast(coalesce(ratings, 0) as bigint), cast(coalesce(people, 0) as bigint)
from run_facts
