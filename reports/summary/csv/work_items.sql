-- The plan.
select source, key, type, title, state, sprint, released_in, contract, estimate, votes,
    array_to_string(labels, '; ') as labels, url, created_at, updated_at, closed_at
from work_items
order by source, key
