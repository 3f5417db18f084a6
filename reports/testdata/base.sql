-- Thirty weeks of an invented product: the run is on Monday 6 July 2026 and looks
-- at the week from 29 June.
create schema raw;
create table raw.ratings (metric varchar, score double, occurred_on date, segment varchar, channel varchar);
create table raw.sentences (theme_id varchar, k integer, sentence varchar, evidence varchar, polarity varchar);

insert into run_facts values
    ('2026-07-06T05:00:00Z-1f', timestamp '2026-07-06 05:00:00', date '2026-07-06', 'Harbour', 'Europe/Berlin', date '2026-06-29', null, 0, 0, 0);

insert into theme_names values
    ('login', 'Login', null, 'Ana', 'Signing in and staying signed in'),
    ('login_sso', 'Single sign-on', 'login', 'Ana', null),
    ('export', 'Export', null, 'Bo', 'Getting data out'),
    ('billing', 'Billing', null, null, null),
    ('speed', 'Speed', null, 'Bo', 'Waiting for the product'),
    ('search', 'Search', null, null, null),
    ('docs', 'Documentation', null, null, null),
    ('mobile', 'Telephone app', null, null, null),
    ('fax', 'Fax', null, null, 'Nobody has named it yet');

insert into raw.sentences values
    ('login', 0, 'I cannot log in since the update.', 'log in', 'negative'),
    ('login', 1, 'Every morning I am logged out and have to log in twice.', 'logged out', 'negative'),
    ('login', 2, 'The login page hangs.', 'login', 'negative'),
    ('login', 3, 'Login with the new key is great.', 'Login', 'positive'),
    ('login_sso', 0, 'Single sign-on fails for half of our people.', 'Single sign-on', 'negative'),
    ('login_sso', 1, 'We need SSO for the whole company.', 'SSO', 'neutral'),
    ('export', 0, 'The CSV export cuts long texts.', 'CSV export', 'negative'),
    ('export', 1, 'Exporting to Excel takes minutes.', 'Exporting', 'negative'),
    ('export', 2, 'I love that I can export all of it.', 'export', 'positive'),
    ('billing', 0, 'The invoice was wrong again.', 'invoice', 'negative'),
    ('billing', 1, 'Billing is fair and clear.', 'Billing', 'positive'),
    ('speed', 0, 'Pages are slow after lunch.', 'slow', 'negative'),
    ('speed', 1, 'It is so fast now!', 'fast', 'positive'),
    ('search', 0, 'Search never finds old tickets.', 'Search', 'negative'),
    ('search', 1, 'The search is excellent.', 'search', 'positive'),
    ('docs', 0, 'The manual answered my question.', 'manual', 'positive'),
    ('docs', 1, 'I did not find it in the documentation.', 'documentation', 'negative'),
    ('mobile', 0, 'The app drains my battery.', 'The app', 'negative'),
    ('mobile', 1, 'On my phone it just works.', 'phone', 'positive');

insert into releases values
    ('tracker', '4.0', date '2026-02-11', 'https://example.com/releases/4.0'),
    ('tracker', '4.1', date '2026-04-15', 'https://example.com/releases/4.1'),
    ('tracker', '4.2', date '2026-06-24', 'https://example.com/releases/4.2');
insert into sprints values ('tracker', 'Sprint 12', 'closed', date '2026-06-22', date '2026-07-03');
insert into work_items values
    ('tracker', 'HAR-12', 'bug', 'Login loop after update', 'open', 'Sprint 12', null, false, 3, 4, ['login', 'web'],
        'https://example.com/HAR-12', timestamp '2026-06-25 08:00:00', timestamp '2026-07-01 08:00:00', null),
    ('tracker', 'HAR-13', 'story', '=HYPERLINK("http://example.com","x")', 'done', null, '4.1', true, null, 0, [],
        null, timestamp '2026-03-02 08:00:00', null, timestamp '2026-04-14 08:00:00');

insert into source_freshness values
    ('shop survey', 'survey', date '2025-12-08', date '2026-07-05', 1, 7, false, 2100, 2900, 2931, 2900, 21, 10, timestamp '2026-07-06 05:00:01'),
    ('support mail', 'email', date '2025-12-08', date '2026-07-05', 1, 3, false, 900, 0, 1012, 900, 2, 110, timestamp '2026-07-06 05:00:02'),
    ('tracker', null, null, null, null, null, false, 0, 0, 120, 120, 0, 0, timestamp '2026-07-06 05:00:03');
insert into rejects values
    ('shop survey', '1', 'inbox/shop/2026-06.csv', 14, 'score "Absolutely" is no number from 0 to 10'),
    ('shop survey', '2', 'inbox/shop/2026-06.csv', 88, 'score "Absolutely" is no number from 0 to 10'),
    ('support mail', '3', 'mail/cur/1719.eml', null, 'date header is missing');
insert into skipped values ('support mail', 'auto-reply', 71), ('support mail', 'bounce', 39), ('shop survey', 'no answer', 10);

insert into model_sql values
    ('macros', 'create macro nps(top, bottom, n) as (top - bottom) / n;'),
    ('movers', 'select theme_id, people_now < people_base as fell
from tested -- <b>not bold</b>');
