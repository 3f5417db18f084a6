-- Which groups bring up a theme more than others?
-- Each group of the last 13 complete weeks against everybody else: the difference in points with its 95 % interval
-- (Newcombe). A group below 30 people, or with all others below 30, is too few to tell.
-- param: theme theme = login: the theme's id
-- param: dimension choice(segment, plan, channel, language) = segment: what feedback is cut by
-- chart: bar x=group_of y=difference low=at_least high=at_most
with recent as (
    select *, max(period_start) over () as newest
    from themes
    where theme_id = $theme and period_kind = 'r13'
),
everybody as (select * from recent where dimension = 'all' and period_start = newest),
held as (
    select g.value, g.people, g.exposure, g.share, greatest(e.people - g.people, 0) as other_people,
        greatest(e.exposure - g.exposure, greatest(e.people - g.people, 0)) as others
    from recent g
    cross join everybody e
    where g.dimension = $dimension and g.period_start = g.newest
)
select
    value as group_of, people, exposure as of_people, round(share, 1) as percent, other_people, others,
    round(100 * share(other_people, others), 1) as percent_of_others,
    round(100 * (share(people, exposure) - share(other_people, others)), 1) as difference,
    round(100 * newcombe_low(people, exposure, other_people, others), 1) as at_least,
    round(100 * newcombe_high(people, exposure, other_people, others), 1) as at_most,
    verdict(exposure, others, newcombe_p(people, exposure, other_people, others)) as verdict
from held
order by difference desc, group_of
