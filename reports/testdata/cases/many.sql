-- 25,000 answers in two moments.
insert into feedback
select 100000 + range, 'shop survey', 'survey', 'n' || range, null, null, null, 'v' || range, null, null, null,
    case when range % 5 = 0 then timestamp '2026-07-01 09:00:00' else timestamp '2026-07-02 09:00:00' end,
    case when range % 5 = 0 then date '2026-07-01' else date '2026-07-02' end,
    null, null, 'The search is excellent.', 'en', null, null, 0, [], 0.6, false, 1, null, null, 'positive'
from range(0, 25000);
insert into feedback_themes
select feedback_id, 'search', 0.6, 'rule', 'search', 5, 10, text, 1, 0.6, 'positive', voter, null, channel, null, occurred_on
from feedback;
insert into rejects select 'shop survey', 'r' || range, 'inbox/a.csv', range, 'row has no cells' from range(0, 25000);
