-- The next score of customers who were told what became of what they raised, and of those who were not.
select
    upper(metric) || case when convention <> '' then ', ' || convention else '' end as measure, case figure when 'net' then 'points' else 'per cent' end as measure_note,
    score_told as told, low_told as told_low, high_told as told_high, n_told as told_n, score_not as untold, low_not as untold_low, high_not as untold_high, n_not as untold_n,
    difference, difference_low, difference_high, verdict
from told_effect
order by metric desc, convention
