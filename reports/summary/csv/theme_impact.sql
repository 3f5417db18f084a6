select theme_id, metric, convention, figure, n, n_with, share_with, score, score_with, score_without, impact,
    impact_low, impact_high, p_value, q_value, verdict
from theme_impact
order by theme_id, metric, convention
