-- Words that break pages: markup, formulas, right-to-left, emoji, one long word,
-- a control of direction, an apostrophe and quotation marks. All about Login.
create table raw.difficult (id bigint, before varchar, sentence varchar, evidence varchar, url varchar);
insert into raw.difficult values
    (1, '', '<script>alert("login")</script> & <b>login</b> broken</p>', '<b>login</b>', 'javascript:alert(1)'),
    (2, 'שלום. ', 'אני לא מצליח להתחבר למערכת מאז העדכון 🔑!', 'להתחבר', 'https://example.com/he?a=1&b=<2>'),
    (3, '', '=cmd|''/C calc''!A0 is what login shows me 😀👩‍👩‍👧', 'login', 'data:text/html,x'),
    (4, '', 'Loginfehlermeldungsbenachrichtigungsweiterleitungsüberprüfungsprotokollierungsschnittstellenbeschreibung', 'Login', null),
    (5, '@team ', 'It''s "login", not ‮nigol‬.', 'login', 'https://example.com/5');
insert into feedback
select d.id, 'shop survey', 'survey', 'd' || d.id, null, null, null, 'd' || d.id, null, 'Free', null, cast(f.week_start as timestamp) + interval 1 hour,
    f.week_start, null, null, d.before || d.sentence, null, d.url, null, 0, ['=1+1', 'b;c'], -0.5, false, 1, null, null, 'negative'
from raw.difficult d, run_facts f;
insert into feedback_themes
select d.id, 'login', 0.6, 'rule', d.evidence, length(d.before) + strpos(d.sentence, d.evidence),
    length(d.before) + strpos(d.sentence, d.evidence) + length(d.evidence) - 1, d.sentence, length(d.before) + 1, -0.5, 'negative',
    'd' || d.id, null, 'survey', 'Free', f.week_start
from raw.difficult d, run_facts f;
