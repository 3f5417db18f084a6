-- Which themes have been growing or shrinking for months?
-- The slope of each theme's weekly share of people over half a year (Theil-Sen, with its 95 % interval) and whether
-- it is a trend at all (Mann-Kendall). A sudden rise is in what_moved.
-- chart: bar x=theme y=points_a_month low=at_least high=at_most
select
    n.name as theme, t.verdict, t.direction, t.weeks, t.people, round(t.slope * 52 / 12, 2) as points_a_month,
    round(t.slope_low * 52 / 12, 2) as at_least, round(t.slope_high * 52 / 12, 2) as at_most, round(t.q_value, 4) as q
from theme_trends t
join theme_names n on n.theme_id = t.theme_id
order by t.verdict <> 'real change', t.q_value, theme
