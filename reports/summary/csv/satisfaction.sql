-- One page of the satisfaction figures: one kind and month of periods.
select metric, convention, figure, period_kind, period_start, period_end, sprint, dimension, value, n, n_people, n_anonymous, top, bottom,
    score, low, high, previous_start, previous_n, previous_score, change, change_low, change_high, p_value,
    detectable_change, verdict, year_ago_start, year_ago_n, year_ago_score, year_change, year_change_low, year_change_high,
    year_p_value, year_verdict
from satisfaction
where period_kind = $1 and period_start between $2 and $3
order by period_kind, period_start, sprint, metric, convention, dimension, value
