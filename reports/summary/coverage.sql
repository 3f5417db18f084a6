-- Feedback a week with and without a theme, 26 weeks.
select c.week_start, c.feedback, c.themed, c.unthemed
from coverage c
join run_facts f on c.week_start between f.week_start - 175 and f.week_start
order by c.week_start
