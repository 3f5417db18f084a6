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
insert into theme_items values
    ('login', 'tracker', 'HAR-12', 'label, text', 'login', 'Login loop', 1, 10, 'Login loop after update', null, null);

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

insert into release_verdicts values
    ('4.2', 'export', 'HAR-13', 'fewer', date '2026-06-24', date '2026-08-19', false, 56, 140, 4, 600, 120, 0.143, 0.038, 0.372, 0.98, 0.146, 0.05, 0.41, null, null, 'too early'),
    ('4.1', 'speed', '', 'fewer', date '2026-04-15', date '2026-06-10', false, 56, 102, 51, 620, 610, 0.508, 0.356, 0.718, 1.02, 0.498, 0.35, 0.71, 0.0001, 0.0003, 'better'),
    ('4.1', 'login', '', 'fewer', date '2026-04-15', date '2026-06-10', true, 56, 40, 61, 620, 610, 1.55, 1.02, 2.37, 1.02, 1.52, 1.0, 2.3, 0.03, 0.045, 'worse'),
    ('4.0', 'docs', '', 'more', date '2026-02-11', date '2026-04-08', false, 56, 44, 47, 610, 615, 1.06, 0.69, 1.64, 1.0, 1.06, 0.7, 1.6, 0.83, 0.83, 'no evidence'),
    ('5.0', 'search', '', 'fewer', null, null, false, null, 0, 0, 0, 0, null, null, null, null, null, null, null, null, null, 'too early');

insert into unheard
select dimension, value, n, x, n - x, 100 * share(x, n), 100 * wilson_low(x, n), 100 * wilson_high(x, n), 100 * share(x0, n0), a, au, m, mu, p, q, v
from (values
    ('all', 'all', 400, 212, 0, 0, 80, 21, 910000.0, 120000.0, null, null, 'too few to tell'),
    ('segment', 'Enterprise', 160, 40, 240, 172, 20, 12, 700000.0, 110000.0, 0.0000001, 0.000001, 'real change'),
    ('segment', 'Free', 220, 160, 180, 52, 50, 9, 0.0, 0.0, 0.0001, 0.0004, 'real change'),
    ('plan', 'Pro', 12, 6, 388, 206, 10, 4, 210000.0, 9000.0, null, null, 'too few to tell'),
    ('money', '4', 100, 51, 300, 161, 20, 5, 800000.0, 90000.0, 0.6, 0.8, 'could be chance')
) as t(dimension, value, n, x, n0, x0, a, au, m, mu, p, q, v);

insert into dominance values ('', 900, 40, 61.2, 0.66, 9.1, true), ('login', 110, 12, 71.0, 0.52, 4.9, false), ('export', 96, 1, 100, null, 1, false);

insert into response_rates values
    ('shop survey', 'month', date '2026-05-01', date '2026-05-31', 'all', 'all', 400, 96, 24, 20.1, 28.4, date '2026-04-01', 380, 30, -6, -12.2, 0.2, 0.06, 9, 'could be chance'),
    ('shop survey', 'month', date '2026-04-01', date '2026-04-30', 'all', 'all', 380, 114, 30, 25.6, 34.8, date '2026-03-01', 0, null, null, null, null, null, null, 'too few to tell');
insert into nonresponse values
    ('shop survey', 'segment', 'Free', 700, 120, 60, 45, 17.1, 14.5, 20.1, 31, -13.9, -19.2, -8.6, 0.00001, 0.00004, 'real change'),
    ('shop survey', 'segment', 'Enterprise', 20, 9, 2, 3, 45, 25.8, 65.8, 24, 21, 1.1, 42, null, null, 'too few to tell');
