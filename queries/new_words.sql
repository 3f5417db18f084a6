-- Which new words turn up that no theme catches?
-- Words and pairs of words of the last four complete weeks that at least five people wrote, and at least twice as
-- often as in the thirteen weeks before: what may become a theme.
-- chart: bar x=term y=people_now
select e.term, e.people_now, e.people_base as people_before, round(e.lift, 1) as times, e.example, f.occurred_on as day
from emerging_terms e
left join feedback f on f.feedback_id = e.feedback_id
order by e.people_now desc, e.lift desc, e.term
