-- Releases of the last 26 weeks.
select r.name, r.released_on
from releases r
join run_facts f on r.released_on between f.week_start - 175 and f.week_start + 6
order by r.released_on, r.source, r.name
