-- The most distinctive terms of feedback that no theme catches, each with a
-- sentence that still stands in the feedback.
select e.term, e.people_now, e.people_base, e.lift,
    case when contains(b.text, e.example) then e.example else '' end
from emerging_terms e
left join feedback b on b.feedback_id = e.feedback_id
order by e.people_now * ln(e.lift) desc, e.term
limit 10
