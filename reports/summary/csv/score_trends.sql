select metric, convention, dimension, value, period_kind, periods, first_start, last_start, slope, slope_low,
    slope_high, p_value, q_value, verdict
from score_trends
order by metric, convention, dimension, value
