select release, theme_id, item, expected, released_on, check_on, registered_late, days, people_before, people_after,
    exposure_before, exposure_after, rate_ratio, rate_low, rate_high, control_ratio, ratio_to_control, control_low,
    control_high, p_value, q_value, verdict
from release_verdicts
order by release, theme_id
