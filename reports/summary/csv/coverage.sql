-- How much of each week's feedback a theme catches.
select week_start, feedback, themed, unthemed, unthemed_share
from coverage
order by week_start
