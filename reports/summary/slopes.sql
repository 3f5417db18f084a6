-- Which way each measure has gone over 26 weeks (24 months where weeks are thin).
select metric, coalesce(convention, ''), period_kind, periods, first_start, slope, slope_low, slope_high, q_value, coalesce(verdict, '')
from score_trends
where dimension = 'all' and value = 'all'
order by metric, convention
