-- Each theme's share of people by segment, plan and channel over the last 13
-- weeks, where at least 30 people of the group spoke: the 12 largest groups.
with cut as (
    select t.theme_id, t.dimension, t.value, t.people, t.exposure, t.share, t.share_low, t.share_high,
        row_number() over (partition by t.theme_id, t.dimension order by t.exposure desc, t.value) as place
    from themes t
    join run_facts f on t.period_end = f.week_start + 6
    where t.period_kind = 'r13' and t.dimension in ('segment', 'plan', 'channel') and t.exposure >= 30 and t.share is not null and t.value <> ''
)
select theme_id, dimension, value, people, exposure, share, share_low, share_high
from cut
where place <= 12
order by theme_id, case dimension when 'segment' then 0 when 'plan' then 1 else 2 end, place
