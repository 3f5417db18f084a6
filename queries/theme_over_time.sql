-- How did a theme go over time?
-- The share of people who mention it among all who gave any feedback, with its 95 % interval.
-- param: theme theme = login: the theme's id
-- param: period choice(week, month, quarter, r4, r13) = week: r4 and r13 are 4 and 13 weeks ending with the week
-- param: dimension choice(all, segment, plan, channel, language) = all: what feedback is cut by; a line for each value
-- chart: line x=first_day y=percent low=at_least high=at_most by=value
select
    period_start as first_day, value, people, exposure as of_people, round(share, 1) as percent,
    round(share_low, 1) as at_least, round(share_high, 1) as at_most, positive, negative
from themes
where theme_id = $theme and period_kind = $period and dimension = $dimension
order by period_start desc, value
