-- Feedback and ratings of thirty weeks, the same each time. raw.weight says how
-- often each theme is named, in tenths of a per cent, before and in the last week.
create table raw.slots as
select cast(w.range as integer) as w, cast(i.range as integer) as i,
    cast(((w.range * 131 + i.range + 1) * 48271 % 2147483647) * 48271 % 2147483647 // 4096 % 1000 as integer) as dice,
    cast((w.range * 31 + i.range * 17 + (w.range * i.range) % 13) % 640 as integer) as person
from range(0, 30) w, range(0, 120) i
where i.range < 84 + (w.range * 5) % 17;

create table raw.ranges as
select theme_id, is_now,
    sum(weight) over (partition by is_now order by place) - weight as from_dice,
    sum(weight) over (partition by is_now order by place) as to_dice
from raw.weight;

create table raw.drawn as
select s.*, f.week_start - 7 * s.w + s.i % 7 as occurred_on, r.theme_id,
    case s.person % 5 when 0 then 'Enterprise' when 1 then 'Business' when 2 then 'Business' when 3 then 'Free' end as segment,
    case when s.i % 3 = 0 then 'email' else 'survey' end as channel
from raw.slots s
cross join run_facts f
left join raw.ranges r on r.is_now = (s.w = 0) and s.dice >= r.from_dice and s.dice < r.to_dice;

create table raw.written as
select d.*, p.sentence, p.evidence, coalesce(p.polarity, 'neutral') as polarity,
    1000 * (30 - d.w) + d.i as feedback_id,
    case d.i % 3 when 0 then 'Hello team. ' when 1 then '' else 'Thanks for asking: ' end
        || coalesce(p.sentence, case when d.w < 4 and d.i % 4 = 0 then 'Please add a dark mode for night shifts.' else 'All in all it is fine.' end)
        || case d.i % 4 when 0 then ' Greetings.' else '' end as text
from raw.drawn d
left join raw.sentences p on p.theme_id = d.theme_id
    and p.k = (d.i + d.w) % (select count(*) from raw.sentences q where q.theme_id = d.theme_id);

insert into feedback
select feedback_id, case channel when 'email' then 'support mail' else 'shop survey' end, channel, 'n' || feedback_id, null,
    'r' || feedback_id, 'key' || person, 'key' || person, 'Account ' || person % 40, segment, case when person % 2 = 0 then 'Pro' end,
    cast(occurred_on as timestamp) + interval 9 hour, occurred_on, null, null, text, 'en',
    case when channel = 'survey' then 'https://example.com/answer/' || feedback_id end, null, 0, [],
    case polarity when 'positive' then 0.5 when 'negative' then -0.5 end, false, case when theme_id is null then 0 else 1 end,
    null, null, polarity
from raw.written;

insert into feedback_themes
select feedback_id, theme_id, 0.6, 'rule', evidence, strpos(text, sentence) + strpos(sentence, evidence) - 1,
    strpos(text, sentence) + strpos(sentence, evidence) - 2 + length(evidence), sentence, strpos(text, sentence),
    case polarity when 'positive' then 0.5 when 'negative' then -0.5 end, polarity, 'key' || person, 'key' || person, channel, segment, occurred_on
from raw.written
where theme_id is not null;

insert into raw.ratings
select m.metric,
    case m.metric
        when 'nps' then case when dice % 100 < 48 + mood then 9 + dice % 2 when dice % 100 < 82 + mood / 2 then 7 + dice % 2 else dice % 7 end
        else case when dice // 10 < 70 then 4 + dice % 2 else 1 + dice % 3 end
    end,
    occurred_on, segment, channel
from raw.drawn, (values ('nps'), ('csat')) as m(metric), raw.mood
where channel = 'survey' and (m.metric = 'nps' or i % 2 = 0) and is_now = (w = 0);

insert into emerging_terms
select 'dark mode', count(distinct voter), 3, 8.4, 'Please add a dark mode for night shifts.', min(feedback_id)
from feedback
where contains(text, 'dark mode')
having count(*) > 0;
