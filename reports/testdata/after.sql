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
