-- Alarms in each of their states, a verdict that is there and one that is due,
-- and a segment that is heard less.
insert into alarms (kind, subject, direction, size, state, since) values
    ('mover', 'login', 'up', 2.7, 'new', date '2026-06-29'),
    ('score', 'nps', 'down', -5.2, 'standing', date '2026-06-08'),
    ('trend', 'search', 'up', 0.04, 'standing', date '2026-06-15'),
    ('silence', 'support mail', 'silent', 9, 'ended', date '2026-06-15');
insert into release_verdicts (release, theme_id, expected, released_on, check_on, people_before, people_after, rate_ratio, rate_low, rate_high, q_value, verdict) values
    ('4.1', 'export', 'fewer', date '2026-04-15', date '2026-07-01', 84, 41, 0.47, 0.31, 0.69, 0.001, 'better'),
    ('4.2', 'login', 'fewer', date '2026-06-24', date '2026-07-10', 20, 22, null, null, null, null, 'too early');
insert into unheard (dimension, value, customers, heard, heard_share, others_share, verdict) values
    ('segment', 'Enterprise', 160, 12, 7.5, 31.2, 'real change'),
    ('plan', 'Free', 500, 140, 28, 30, 'could be chance');
