-- Net sentiment of theme mentions: the share of positive ones less the share of
-- negative ones, over the last 1, 4 and 13 weeks against as many before. One
-- person counts once for a theme and period, by the newest mention. Interval and
-- test are those of NPS.
with periods as (
    select 'week' as period_kind, week_start as first_on, week_start + 6 as last_on, 7 as days from run_facts
    union all
    select 'r4', week_start - 21, week_start + 6, 28 from run_facts
    union all
    select 'r13', week_start - 84, week_start + 6, 91 from run_facts
),
mentions as (
    select p.period_kind, p.first_on, t.occurred_on >= p.first_on as is_now, t.polarity,
        row_number() over (
            partition by p.period_kind, t.occurred_on >= p.first_on, t.theme_id, t.voter
            order by t.occurred_on desc, t.feedback_id desc
        ) as newest
    from feedback_themes t
    join periods p on t.occurred_on between p.first_on - p.days and p.last_on
),
counted as (
    select period_kind, first_on,
        count(*) filter (where is_now) as n,
        count(*) filter (where is_now and polarity = 'positive') as top,
        count(*) filter (where is_now and polarity = 'negative') as bottom,
        count(*) filter (where not is_now) as n0,
        count(*) filter (where not is_now and polarity = 'positive') as top0,
        count(*) filter (where not is_now and polarity = 'negative') as bottom0
    from mentions
    where newest = 1
    group by period_kind, first_on
)
select 'sentiment', '', period_kind, 'net', first_on, n, cast(0 as bigint),
    100 * nps(top, bottom, n), 100 * nps_low(top, bottom, n), 100 * nps_high(top, bottom, n),
    n0, 100 * nps(top0, bottom0, n0),
    100 * (nps(top, bottom, n) - nps(top0, bottom0, n0)),
    100 * nps_change_low(top, bottom, n, top0, bottom0, n0),
    100 * nps_change_high(top, bottom, n, top0, bottom0, n0),
    case when n0 > 0 then 100 * detectable_change(nps_se(top, bottom, n), nps_se(top0, bottom0, n0)) end,
    case when n0 > 0 then verdict(n, n0, nps_change_p(top, bottom, n, top0, bottom0, n0)) else '' end
from counted
where n > 0
order by period_kind
