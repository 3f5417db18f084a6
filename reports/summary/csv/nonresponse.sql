select survey, dimension, value, invited, answered, invited_share, answered_share, rate, rate_low, rate_high,
    others_rate, difference, difference_low, difference_high, p_value, q_value, verdict
from nonresponse
order by survey, dimension, value
