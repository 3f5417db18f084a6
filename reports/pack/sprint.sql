-- The sprint under way on the run's day, or else the next one, with its days.
select s.name, s.starts_on, s.ends_on
from sprints s
cross join run_facts f
where s.ends_on >= f.run_date and s.starts_on is not null
order by s.ends_on, s.starts_on, s.source, s.name
limit 1
