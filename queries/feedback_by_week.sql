-- How much feedback came in, week by week, and by which way?
-- Messages and people by channel; the newest week may be incomplete.
-- param: weeks integer = 26: how many weeks
-- chart: line x=week y=people by=channel
select
    cast(date_trunc('week', occurred_on) as date) as week, channel, count(*) as messages,
    count(distinct voter) as people, count(distinct account) as accounts
from feedback
where occurred_on >= cast(date_trunc('week', run_date()) as date) - 7 * cast($weeks as integer)
group by week, channel
order by week desc, channel
