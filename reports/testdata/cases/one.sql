-- One person, one answer, one sentence.
insert into raw.ratings values ('nps', 10, date '2026-07-01', null, 'survey');
insert into feedback values (7, 'shop survey', 'survey', 'n7', null, 'r7', 'key7', 'key7', null, null, null, timestamp '2026-07-01 09:00:00',
    date '2026-07-01', 'Why?', null, 'The search is excellent.', 'en', null, null, 0, [], 0.6, false, 1, 10, null, 'positive');
insert into feedback_themes values (7, 'search', 0.6, 'rule', 'search', 5, 10, 'The search is excellent.', 1, 0.6, 'positive', 'key7', 'key7',
    'survey', null, date '2026-07-01');
