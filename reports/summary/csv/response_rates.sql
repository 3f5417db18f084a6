select survey, period_kind, period_start, period_end, dimension, value, invited, answered, rate, rate_low, rate_high,
    previous_start, previous_invited, previous_rate, change, change_low, change_high, p_value, detectable_change,
    verdict
from response_rates
order by survey, period_kind, period_start, dimension, value
