-- Alarms that stand and that are over, a verdict that is there and one that is due.
insert into alarms (kind, subject, direction, size, state, since) values
    ('score', 'nps', 'down', -5.2, 'standing', date '2026-06-08'),
    ('trend', 'search', 'up', 0.04, 'standing', date '2026-06-15');
insert into release_verdicts (release, theme_id, expected, released_on, check_on, registered_late, days, people_before, people_after, exposure_before, exposure_after,
    rate_ratio, rate_low, rate_high, p_value, q_value, verdict) values
    ('4.1', 'export', 'fewer', date '2026-04-15', date '2026-07-01', false, 77, 84, 41, 900, 940, 0.47, 0.31, 0.69, 0.001, 0.001, 'better'),
    ('4.2', 'docs', 'fewer', date '2026-06-24', date '2026-07-10', false, 16, 20, 22, 200, 190, null, null, null, null, null, 'too early');
