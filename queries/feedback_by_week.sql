-- How much feedback came in, week by week, and by which way?
-- Messages and people by channel; the newest week may be incomplete.
-- param: weeks integer = 26: how many weeks
-- chart: line x=week y=people by=channel
select
    cast(date_trunc('week', f.occurred_on) as date) as week, f.channel, count(*) as messages,
    count(distinct f.voter) as people, count(distinct f.account) as accounts
from feedback f
cross join run_facts r
where f.occurred_on >= r.week_start - 7 * (cast($weeks as integer) - 1)
group by week, f.channel
order by week desc, f.channel
