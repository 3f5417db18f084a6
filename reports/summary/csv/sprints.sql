-- Iterations of the plan.
select source, name, state, starts_on, ends_on
from sprints
order by starts_on, source, name
