-- People who gave feedback in the last complete week, and how many times as many
-- as in an average week of the four before. Interval and verdict: Wilson's
-- interval for this week's share in the people of all five, as odds. Where weeks
-- vary more than chance (phi above 1.5 over the 13 weeks before) its z is wider by
-- the root of phi.
with weeks as (
    select c.week_start, f.week_start as this_week, count(distinct b.voter) as people
    from coverage c
    cross join run_facts f
    join feedback b on b.occurred_on between c.week_start and c.week_start + 6
    where c.week_start between f.week_start - 91 and f.week_start
    group by c.week_start, f.week_start
),
counted as (
    select this_week,
        cast(coalesce(sum(people) filter (where week_start = this_week), 0) as bigint) as x,
        cast(coalesce(sum(people) filter (where week_start between this_week - 28 and this_week - 7), 0) as bigint) as x0,
        count(*) filter (where week_start between this_week - 28 and this_week - 7) as weeks0,
        var_pop(people) filter (where week_start < this_week)
            / avg(people) filter (where week_start < this_week) as phi
    from weeks
    group by this_week
),
widened as (
    select *, z_95() * case when phi > 1.5 then sqrt(phi) else 1 end as z
    from counted
),
bounds as (
    select *, wilson_low(x, x + x0, z := z) as low, wilson_high(x, x + x0, z := z) as high
    from widened
)
select 'people', '', 'week', 'count', this_week, x, cast(0 as bigint), cast(x as double), cast(null as double), cast(null as double),
    x0, x0 / nullif(weeks0, 0),
    rate_ratio(x, 1, x0, weeks0),
    case when x0 > 0 then weeks0 * low / (1 - low) end,
    case when x0 > 0 and high < 1 then weeks0 * high / (1 - high) end,
    cast(null as double),
    case
        when x0 = 0 then ''
        when weeks0 < 4 or x + x0 < 30 then 'too few to tell'
        when weeks0 * low / (1 - low) > 1 or weeks0 * high / (1 - high) < 1 then 'real change'
        else 'could be chance'
    end
from bounds
