-- Share of feedback that no theme catches, over the last 1, 4 and 13 weeks
-- against as many before: Wilson's interval, Newcombe's for the change.
with periods as (
    select 'week' as period_kind, week_start as first_on, 7 as days, week_start from run_facts
    union all
    select 'r4', week_start - 21, 28, week_start from run_facts
    union all
    select 'r13', week_start - 84, 91, week_start from run_facts
),
counted as (
    select p.period_kind, p.first_on,
        cast(coalesce(sum(c.feedback) filter (where c.week_start >= p.first_on), 0) as bigint) as n,
        cast(coalesce(sum(c.unthemed) filter (where c.week_start >= p.first_on), 0) as bigint) as x,
        cast(coalesce(sum(c.feedback) filter (where c.week_start < p.first_on), 0) as bigint) as n0,
        cast(coalesce(sum(c.unthemed) filter (where c.week_start < p.first_on), 0) as bigint) as x0
    from periods p
    join coverage c on c.week_start between p.first_on - p.days and p.week_start
    group by p.period_kind, p.first_on
)
select 'unthemed', '', period_kind, 'share', first_on, n, cast(0 as bigint),
    100 * share(x, n), 100 * wilson_low(x, n), 100 * wilson_high(x, n), n0, 100 * share(x0, n0),
    100 * (share(x, n) - share(x0, n0)), 100 * newcombe_low(x, n, x0, n0), 100 * newcombe_high(x, n, x0, n0),
    case when n0 > 0 then 100 * detectable_change(share_se(x, n), share_se(x0, n0)) end,
    case when n0 > 0 then verdict(n, n0, newcombe_p(x, n, x0, n0)) else '' end
from counted
where n > 0
order by period_kind
