-- A plan, lists and people whose names break pages: markup, formulas, right-to-left
-- and one long word. The quotations are difficult.sql's.
create table raw.hostile as select * from (values
    (1, '<script>alert(1)</script> & <b>', 'https://example.com/?a=1&b=<2>'), (2, '=HYPERLINK("http://example.com")', 'javascript:alert(1)'),
    (3, 'שלום ‮nigol‬', null), (4, 'Loginfehlermeldungsbenachrichtigungsweiterleitungsüberprüfungsprotokollierungsschnittstelle', 'https://example.com/4')
) as h(n, words, url);
insert into sprints values ('tracker', '<b>Sprint 13</b>', 'active', date '2026-07-06', date '2026-07-17'), ('tracker', '=Sprint 14', 'future', date '2026-07-20', date '2026-07-31');
insert into work_items
select 'tracker', 'HAR-2' || n, ['story', 'bug'][n % 2 + 1], words, 'open', ['<b>Sprint 13</b>', '=Sprint 14'][n % 2 + 1], null, true, n, 0, [], url,
    timestamp '2026-06-25 08:00:00', timestamp '2026-07-01 08:00:00', null
from raw.hostile;
insert into theme_items (theme_id, source, item, reasons) select case when n < 4 then 'login' else 'gone' end, 'tracker', 'HAR-2' || n, 'label, text' from raw.hostile;
insert into demand values ('login', date '2026-04-06', 23, 4, 11, 9, 1234567, true, 'up', 'real change', 0.01, null, null, (select string_agg(sentence, chr(10) order by id) from raw.difficult));
insert into demand_vs_plan
select l.list, case when n < 4 then 'login' else 'gone' end, case when l.list = 'no item' then '' else 'tracker' end, case when l.list = 'no item' then '' else 'HAR-2' || n end,
    20 + n, 3, case when n > 1 then 1000 * n end, 'up', 'real change', null, null, date '2026-06-25', 7, case when n > 1 then 9 end, 1.2, 0.5, case when n > 2 then 3.1 end, 0.4,
    ['too early', 'no evidence', 'more', 'fewer'][n], (select string_agg(sentence, chr(10) order by id) from raw.difficult)
from raw.hostile, (values ('no item'), ('nobody asked'), ('stalled'), ('shipped'), ('declined')) as l(list);
insert into plan_coverage values
    ('evidence', 'tracker', '<b>Sprint 13</b>', date '2026-07-06', date '2026-07-17', 'current', 4, 1, 25, 4.6, 69.9, 3, 'flat', null, 'too few to tell'),
    ('demand', 'tracker', '<b>Sprint 13</b>', date '2026-07-06', date '2026-07-17', 'current', 40, 10, 25, 14.2, 40.2, 9, 'up', 0.01, 'real change');
insert into contracts select 'tracker', 'HAR-2' || n, words, 'open', null, null, n, 'login', n, 1, null, false, 1, null, null, n, 'login', 23, 'everybody', ['overtaken', 'moved', 'kept', 'dropped'][n] from raw.hostile;
insert into promises select n, 'HAR-2' || n, null, words, null, 'account', words, date '2026-03-01', date '2026-06-01', date '2026-07-01', n, 30, null, false, null, ['late', 'open', 'kept', 'declined'][n] from raw.hostile;
insert into waste select 'tracker', 'HAR-2' || n, words, 'story', n, date '2026-03-01', date '2026-04-15', 'login', n, 1.1, 0.6, null, 'no evidence', 'wasted', n from raw.hostile;
insert into relief select n, 'login', 'tracker', 'HAR-2' || n, words, 23, n, 23.0 / n, 9, 5000, -3, -6, 0.5, 'up', 0.02, 11, 'label' from raw.hostile;
insert into people_to_tell
select 'tracker', 'HAR-2' || h.n, h.words, 'shipped', '4.2', date '2026-06-24', 'key ' || h.n, 'P-' || h.n, h.words, 'large', 1000, 'survey', date '2026-05-01', 'login',
    d.id, d.sentence, null, true, h.words, 'On 1 May 2026 you told us about ' || h.words, null
from raw.hostile h join raw.difficult d on d.id = h.n;
insert into items_to_tell select 'tracker', 'HAR-2' || n, words, 'shipped', date '2026-06-24', n + 3, n, 1, 100.0 / n, 1, 99, 11 from raw.hostile;
insert into told_effect values ('nps', '', 'net', 40, 31, 20, -5, 44, 60, 45, 5, -20, 30, 15, -20, 50, 0.4, 'could be chance'), ('csat', '', 'share', 40, 0, null, null, null, 60, 2, 50, 10, 90, null, null, null, null, 'too few to tell');
insert into contacts_by_sprint values
    ('tracker', '<b>Sprint 13</b>', date '2026-07-06', date '2026-07-17', 'current', 'all', 2, 1, 1, 0, 0, 2, 9, 'up', 0.03, 'real change'),
    ('tracker', '<b>Sprint 13</b>', date '2026-07-06', date '2026-07-17', 'current', 'developer', 0, 0, 0, 0, 0, 0, 9, 'flat', null, 'too few to tell');
insert into people_to_ask select 'login', n, 'key ' || n, 'P-' || n, words, 'large', 'survey', date '2026-05-01', 'words', case when n > 2 then date '2026-01-05' end, true from raw.hostile;
insert into people_to_invite
select n, 'tracker 13', '<b>Sprint 13</b>', date '2026-07-17', 'key ' || n, 'P-' || n, words, 'large', null, true, 'unhappy', 'lately', date '2026-07-01', null, 'blames ' || words
from raw.hostile;
