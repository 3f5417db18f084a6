-- What is told this week: one that stood before, the others new, and two that ended.
insert into alarms
select kind, subject, direction, size, case when subject = 'login' then 'standing' else 'new' end,
    case when subject = 'login' then f.week_start - 14 else f.week_start end
from int_signals, run_facts f;
insert into alarms
select kind, subject, direction, size, 'ended', f.week_start - 21
from run_facts f, (values ('mover', 'billing', 'up', 1.8), ('silence', 'shop survey', 'silent', 9)) as e(kind, subject, direction, size)
where exists (select 1 from feedback) and not exists (select 1 from int_signals s where s.kind = e.kind and s.subject = e.subject);
drop table int_signals;
-- Words that were erased after the marts were built (raw.erased, if a case made it).
create table if not exists raw.erased (feedback_id bigint);
update feedback set text = '' where feedback_id in (select feedback_id from raw.erased);
-- Words that one person alone wrote (raw.own_words, if a case made it), in the first
-- quotation on export; and that person's record is no longer there (raw.forgotten).
create table if not exists raw.own_words (words varchar);
create table raw.one as select q.feedback_id, o.words from theme_quotes q cross join raw.own_words o where q.theme_id = 'export' and q.rank = 1;
update feedback set text = o.words from raw.one o where o.feedback_id = feedback.feedback_id;
update feedback_themes set quote = o.words, evidence = 'export' from raw.one o where o.feedback_id = feedback_themes.feedback_id;
update theme_quotes set quote = o.words, evidence = 'export' from raw.one o where o.feedback_id = theme_quotes.feedback_id;
create table if not exists raw.forgotten (yes boolean);
delete from theme_quotes where feedback_id in (select o.feedback_id from raw.one o cross join raw.forgotten);
delete from feedback_themes where feedback_id in (select o.feedback_id from raw.one o cross join raw.forgotten);
delete from feedback where feedback_id in (select o.feedback_id from raw.one o cross join raw.forgotten);
