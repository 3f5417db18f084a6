-- Versions that reached customers.
select source, name, released_on, url
from releases
order by released_on, source, name
