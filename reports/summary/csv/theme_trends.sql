select theme_id, weeks, people, first_start, slope, slope_low, slope_high, p_value, q_value, direction, verdict
from theme_trends
order by theme_id
