-- The slow course of each theme.
select theme_id, weeks, people, slope, slope_low, slope_high, q_value, coalesce(direction, ''), coalesce(verdict, '')
from theme_trends
order by theme_id
