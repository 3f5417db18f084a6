-- In which weeks did a score leave its usual course?
-- usual is the mean of the weeks before the last 13; beyond the XmR limits a week is more than the usual change from
-- week to week, and a drift is many small steps to one side (CUSUM).
-- param: metric metric = nps: nps, csat, ces, stars or sentiment
-- chart: line x=week y=score low=usual_from high=usual_to by=convention
select
    week_start as week, convention, n, round(score, 1) as score, round(usual, 1) as usual,
    round(xmr_low, 1) as usual_from, round(xmr_high, 1) as usual_to, coalesce(signal, 'none') as signal
from control_charts
where metric = $metric
order by week_start desc, convention
