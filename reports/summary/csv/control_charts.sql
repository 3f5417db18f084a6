select metric, convention, week_start, n, score, usual, xmr_low, xmr_high, ewma, ewma_limit, cusum_above, cusum_below,
    is_recent, signal
from control_charts
order by metric, convention, week_start
