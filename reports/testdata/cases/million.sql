-- A million feedbacks over three years, in the order in which they are published:
-- 200 themes, 20 segments, weeks and days of each.
delete from theme_names;
insert into theme_names select 't' || range, 'Theme ' || range, null, null, null from range(0, 200);
insert into feedback
select range, 'shop survey', 'survey', 'n' || range, null, 'r' || range, 'key' || range % 90000, 'key' || range % 90000, 'Account ' || range % 4000,
    'Segment ' || range % 20, 'Pro', f.run_date - interval 1 day - to_seconds(94608 * (1000000 - range) // 1000),
    cast(f.run_date - interval 1 day - to_seconds(94608 * (1000000 - range) // 1000) as date), null, null,
    'Hello team. The search of part ' || range % 977 || ' never finds what was written yesterday, and that costs us half an hour a day. Greetings.',
    'en', null, null, 0, [], -0.5, false, 1, range % 11, null, 'negative'
from range(0, 1000000), run_facts f;
insert into feedback_themes
select feedback_id, 't' || feedback_id % 200, 0.6, 'rule', 'search', 16, 21, substr(text, 13, 101), 13, -0.5, 'negative', voter, person_key, channel, segment, occurred_on
from feedback;
insert into theme_quotes
select theme_id, rank, feedback_id, quote, evidence, occurred_on, channel, segment, 'Pro', polarity, null
from (select *, row_number() over (partition by theme_id order by occurred_on desc, feedback_id desc) as rank from feedback_themes)
where rank <= 12;
insert into coverage select week_start - 7 * cast(range as integer), 6400, 6400, 0, 0 from range(0, 156), run_facts;
insert into themes
select 't' || t.range, k.kind, f.week_start - 7 * cast(w.range as integer) - k.days + 7, f.week_start - 7 * cast(w.range as integer) + 6, d.dimension, d.value,
    30, 20, 400, 5, 3.2, 7.6, 4, 9, -25, -50, 5
from range(0, 200) t, range(0, 156) w, (values ('week', 7), ('r4', 28), ('r13', 91)) as k(kind, days), run_facts f,
    (select 'all' as dimension, 'all' as value union all select 'segment', 'Segment ' || range from range(0, 20)) d;
insert into satisfaction
select m.metric, '', m.figure, k.kind, f.week_start - 7 * cast(w.range as integer) - k.days + 7, f.week_start - 7 * cast(w.range as integer) + 6, d.dimension, d.value,
    400, 390, 0, 200, 90, 27 + w.range % 5, 20, 34, null, 390, 26, 1, -8, 10, 0.8, 12, 'could be chance'
from (values ('nps', 'net'), ('csat', 'share')) as m(metric, figure), range(0, 156) w, (values ('week', 7), ('r4', 28), ('r13', 91)) as k(kind, days), run_facts f,
    (select 'all' as dimension, 'all' as value union all select 'segment', 'Segment ' || range from range(0, 20)
        union all select 'account', 'Account ' || range from range(0, 400)) d;
insert into movers select theme_id, week_start, 20, 80, 900, 3600, 20, 1, 0.6, 1.6, 0.5, 0.5, 1, 1, 1.1, 'flat', 'could be chance', false from theme_names, run_facts;
update run_facts set feedback = 1000000, ratings = 1000000, people = 90000, newest_on = run_date - 1;
