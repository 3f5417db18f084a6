-- Words that were erased after the marts were built (raw.erased, if a case made it).
create table if not exists raw.erased (feedback_id bigint);
update feedback set text = '' where feedback_id in (select feedback_id from raw.erased);
