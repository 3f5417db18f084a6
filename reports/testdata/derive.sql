-- What the models make of feedback, feedback_themes and raw.ratings, near enough
-- for a page: the models' own tests hold the figures.
create table raw.periods as
select period_kind, days, f.week_start - 7 * cast(g.range as integer) - (days - 7) as period_start
from run_facts f, range(0, 30) g, (values ('week', 7), ('r4', 28), ('r13', 91)) as k(period_kind, days);

create table raw.answers as
select r.metric, p.period_kind, p.period_start, p.days, d.dimension, d.value,
    count(*) filter (where r.is_now) as n,
    count(*) filter (where r.is_now and top) as top, count(*) filter (where r.is_now and bottom) as bottom,
    count(*) filter (where not r.is_now) as n0,
    count(*) filter (where not r.is_now and top) as top0, count(*) filter (where not r.is_now and bottom) as bottom0
from (
    select a.*, p.period_kind, p.period_start, p.days, a.occurred_on >= p.period_start as is_now,
        case a.metric when 'nps' then a.score >= 9 else a.score >= 4 end as top,
        case a.metric when 'nps' then a.score <= 6 else a.score <= 2 end as bottom
    from raw.ratings a
    join raw.periods p on a.occurred_on between p.period_start - p.days and p.period_start + p.days - 1
) r
join raw.periods p using (period_kind, period_start)
cross join lateral (
    select 'all' as dimension, 'all' as value
    union all select 'segment', r.segment where r.segment is not null
    union all select 'channel', r.channel
) d
group by all;

insert into satisfaction
select metric, '', case metric when 'nps' then 'net' else 'share' end, period_kind, period_start, period_start + days - 1, dimension, value, n, n, 0, top, bottom,
    100 * case metric when 'nps' then nps(top, bottom, n) else share(top, n) end,
    100 * case metric when 'nps' then nps_low(top, bottom, n) else wilson_low(top, n) end,
    100 * case metric when 'nps' then nps_high(top, bottom, n) else wilson_high(top, n) end,
    case when n0 > 0 then period_start - days end, n0,
    100 * case metric when 'nps' then nps(top0, bottom0, n0) else share(top0, n0) end,
    100 * case metric when 'nps' then nps(top, bottom, n) - nps(top0, bottom0, n0) else share(top, n) - share(top0, n0) end,
    100 * case metric when 'nps' then nps_change_low(top, bottom, n, top0, bottom0, n0) else newcombe_low(top, n, top0, n0) end,
    100 * case metric when 'nps' then nps_change_high(top, bottom, n, top0, bottom0, n0) else newcombe_high(top, n, top0, n0) end,
    case metric when 'nps' then nps_change_p(top, bottom, n, top0, bottom0, n0) else newcombe_p(top, n, top0, n0) end,
    case when n0 > 0 then 100 * case metric
        when 'nps' then detectable_change(nps_se(top, bottom, n), nps_se(top0, bottom0, n0))
        else detectable_change(share_se(top, n), share_se(top0, n0)) end end,
    case when n0 > 0 then verdict(n, n0, case metric
        when 'nps' then nps_change_p(top, bottom, n, top0, bottom0, n0) else newcombe_p(top, n, top0, n0) end) end
from raw.answers
where n > 0;

insert into themes
select theme_id, period_kind, period_start, period_start + days - 1, dimension, value, mentions, people, exposure,
    100 * share(people, exposure), 100 * wilson_low(people, exposure), 100 * wilson_high(people, exposure), positive, negative,
    100 * nps(positive, negative, people), 100 * nps_low(positive, negative, people), 100 * nps_high(positive, negative, people)
from (
    select t.theme_id, p.period_kind, p.period_start, p.days, d.dimension, d.value, count(*) as mentions,
        count(distinct t.voter) as people, min(e.exposure) as exposure,
        count(distinct t.voter) filter (where t.polarity = 'positive') as positive,
        count(distinct t.voter) filter (where t.polarity = 'negative') as negative
    from feedback_themes t
    join raw.periods p on t.occurred_on between p.period_start and p.period_start + p.days - 1
    join (
        select p.period_kind, p.period_start, count(distinct f.voter) as exposure
        from feedback f
        join raw.periods p on f.occurred_on between p.period_start and p.period_start + p.days - 1
        group by all
    ) e on e.period_kind = p.period_kind and e.period_start = p.period_start
    cross join lateral (
        select 'all' as dimension, 'all' as value
        union all select 'segment', t.segment where t.segment is not null
        union all select 'channel', t.channel
    ) d
    group by all
);

insert into coverage
select cast(date_trunc('week', occurred_on) as date), count(*), count(*) filter (where theme_count > 0),
    count(*) filter (where theme_count = 0), 100 * avg(case when theme_count = 0 then 1 else 0 end)
from feedback, run_facts
where occurred_on < week_start + 7
group by 1
order by 1;

insert into movers
with weeks as (
    select f.week_start, w.range as ago, f.week_start - 7 * cast(w.range as integer) as first_on
    from run_facts f, range(0, 5) w
),
heard as (
    select w.ago, count(distinct f.voter) as people
    from weeks w
    join feedback f on f.occurred_on between w.first_on and w.first_on + 6
    group by w.ago
),
named as (
    select t.theme_id, w.ago, count(distinct t.voter) as people
    from weeks w
    join feedback_themes t on t.occurred_on between w.first_on and w.first_on + 6
    group by t.theme_id, w.ago
),
counts as (
    select n.theme_id,
        cast(coalesce(sum(c.people) filter (where c.ago = 0), 0) as bigint) as x,
        cast(coalesce(sum(c.people) filter (where c.ago > 0), 0) as bigint) as x0,
        cast(coalesce((select sum(people) from heard where ago = 0), 0) as bigint) as e,
        cast(coalesce((select sum(people) from heard where ago > 0), 0) as bigint) as e0,
        (select count(*) from heard where ago > 0) as weeks0
    from theme_names n
    left join named c on c.theme_id = n.theme_id
    group by n.theme_id
),
tested as (
    select *, rate_p_up(x, e, x0, e0) as up, rate_p_down(x, e, x0, e0) as down, share(x0, e0) * e as expected
    from counts
),
twosided as (
    select *, least(1, 2 * least(up, down)) as p,
        case when x > expected then 'up' when x < expected then 'down' else 'flat' end as direction
    from tested
),
corrected as (
    select *, bh(p, array_agg(p) over ()) as q
    from twosided
)
select theme_id, week_start, x, x0, e, e0, expected, rate_ratio(x, e, x0, e0), rate_low(x, e, x0, e0), rate_high(x, e, x0, e0),
    up, down, p, q, 1.1, direction,
    case
        when q <= 0.1 and (direction = 'up' and x >= 5 or direction = 'down' and expected >= 5) then 'real change'
        when x < 5 and x0 < 5 or e = 0 or e0 = 0 then 'too few to tell'
        else 'could be chance'
    end,
    weeks0 < 4
from corrected, run_facts;

insert into theme_quotes
select theme_id, rank, feedback_id, quote, evidence, occurred_on, channel, segment, plan, polarity, url
from (
    select t.theme_id, t.feedback_id, t.quote, t.evidence, t.occurred_on, t.channel, t.segment, f.plan, t.polarity, f.url,
        row_number() over (partition by t.theme_id order by case when t.occurred_on >= r.week_start then 0 else 1 end, t.feedback_id) as rank
    from feedback_themes t
    join feedback f using (feedback_id)
    cross join run_facts r
    where t.quote is not null and t.occurred_on < r.week_start + 7
)
where rank <= 12;

update run_facts set
    feedback = (select count(*) from feedback), ratings = (select count(*) from raw.ratings),
    people = (select count(distinct voter) from feedback), newest_on = (select max(occurred_on) from feedback);

-- The answers of the last 13 weeks that come with words, as if each theme's tone
-- were its people's score.
insert into theme_impact
with said as (
    select t.theme_id, t.feedback_id, t.polarity = 'positive' as top, t.polarity = 'negative' as bottom
    from feedback_themes t, run_facts f
    where t.occurred_on between f.week_start - 84 and f.week_start + 6 and t.channel = 'survey'
),
answered as (
    select count(*) as n, count(*) filter (where polarity = 'positive') as top, count(*) filter (where polarity = 'negative') as bottom
    from feedback, run_facts f
    where channel = 'survey' and occurred_on between f.week_start - 84 and f.week_start + 6
),
counted as (
    select s.theme_id, a.n, a.top, a.bottom, count(*) as n1, count(*) filter (where s.top) as top1, count(*) filter (where s.bottom) as bottom1
    from said s, answered a
    where exists (select 1 from raw.ratings where metric = 'nps')
    group by all
),
figured as (
    select *, n1 >= 10 and n - n1 >= 10 as is_shown from counted
),
scored as (
    select *, case when is_shown then nps_change_p(top1, bottom1, n1, top - top1, bottom - bottom1, n - n1) end as p from figured
)
select theme_id, 'nps', '', 'net', n, n1, 100 * share(n1, n), 100 * nps(top, bottom, n), 100 * nps(top1, bottom1, n1),
    case when n > n1 then 100 * nps(top - top1, bottom - bottom1, n - n1) end,
    case when is_shown then 100 * (nps(top, bottom, n) - nps(top - top1, bottom - bottom1, n - n1)) end,
    case when is_shown then 100 * impact_low(top, bottom, n, top1, bottom1, n1) end,
    case when is_shown then 100 * impact_high(top, bottom, n, top1, bottom1, n1) end, p,
    case when p is not null then bh(p, array_agg(p) filter (where p is not null) over ()) end,
    case when p is null then 'too few to tell' when p < 0.05 then 'real change' else 'could be chance' end
from scored;


