-- All themes that were tested, whatever came of it.
select theme_id, week_start, people_now, people_base, exposure_now, exposure_base, expected_now, rate_ratio, rate_low, rate_high,
    p_up, p_down, p_value, q_value, phi, direction, verdict, is_partial
from movers
order by theme_id
