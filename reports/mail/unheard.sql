-- Groups of customers of whom fewer were heard than of the others, beyond chance.
select dimension, coalesce(value, ''), customers, heard, heard_share, others_share
from unheard
where verdict = 'real change' and heard_share < others_share
order by customers - heard desc, dimension, value
