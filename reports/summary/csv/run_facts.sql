-- What these files were made from.
select as_of, run_date, workspace, timezone, week_start, newest_on, feedback, ratings, people
from run_facts
