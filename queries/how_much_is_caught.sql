-- How much of the feedback do the themes catch, week by week?
-- percent is the share of messages about no theme, with its 95 % interval (Wilson).
-- chart: line x=week y=percent_unread low=at_least high=at_most
select
    week_start as week, feedback, unthemed as unread, round(unthemed_share, 1) as percent_unread,
    round(100 * wilson_low(unthemed, feedback), 1) as at_least,
    round(100 * wilson_high(unthemed, feedback), 1) as at_most
from coverage
order by week_start desc
