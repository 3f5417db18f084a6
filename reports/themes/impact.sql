-- What each theme goes along with in each measure.
select theme_id, metric, coalesce(convention, ''), figure, n, n_with, score_with, score_without, impact, impact_low, impact_high, q_value, coalesce(verdict, '')
from theme_impact
order by theme_id, case metric when 'nps' then 0 when 'csat' then 1 when 'ces' then 2 else 3 end, metric, convention
