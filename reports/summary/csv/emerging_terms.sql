-- Terms of the feedback that no theme catches.
select term, people_now, people_base, lift, example, feedback_id
from emerging_terms
order by people_now * ln(lift) desc, term
