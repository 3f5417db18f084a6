-- Who does not answer, so that the figures miss them?
-- Each group of those asked in the 13 weeks that had time to answer, against all others. What answers less than
-- others is heard less in every figure of that survey.
-- chart: bar x=group_of y=difference low=at_least high=at_most
select
    survey, dimension || ': ' || value as group_of, verdict, invited, answered, round(rate, 1) as percent,
    round(others_rate, 1) as percent_of_others, round(difference, 1) as difference,
    round(difference_low, 1) as at_least, round(difference_high, 1) as at_most, round(q_value, 4) as q
from nonresponse
order by difference, survey, group_of
