-- Alarms that stand and that are over, a verdict that is there and one that is due.
insert into alarms (kind, subject, direction, size, state, since) values
    ('score', 'nps', 'down', -5.2, 'standing', date '2026-06-08'),
    ('trend', 'search', 'up', 0.04, 'standing', date '2026-06-15');
insert into release_verdicts (release, theme_id, expected, released_on, check_on, registered_late, days, people_before, people_after, exposure_before, exposure_after,
    rate_ratio, rate_low, rate_high, p_value, q_value, verdict) values
    ('4.1', 'export', 'fewer', date '2026-04-15', date '2026-07-01', false, 77, 84, 41, 900, 940, 0.47, 0.31, 0.69, 0.001, 0.001, 'better'),
    ('4.2', 'docs', 'fewer', date '2026-06-24', date '2026-07-10', false, 16, 20, 22, 200, 190, null, null, null, null, null, 'too early');
-- The lists of demand against the plan, and people to tell and to invite.
insert into demand_vs_plan (list, theme_id, source, item, people) values
    ('no item', 'mobile', '', '', 12), ('nobody asked', '', 'tracker', 'HAR-30', 0), ('stalled', 'export', 'tracker', 'HAR-31', 41), ('stalled', 'export', 'tracker', 'HAR-32', 41),
    ('stalled', 'speed', 'tracker', 'HAR-33', 9), ('stalled', 'docs', 'tracker', 'HAR-34', 7), ('declined', 'login', 'tracker', 'HAR-35', 30);
insert into people_to_tell (source, item, person_key, theme_id, told_on) values
    ('tracker', 'HAR-12', 'k1', 'login', null), ('tracker', 'HAR-14', 'k1', 'login', null), ('tracker', 'HAR-12', 'k2', 'export', null), ('tracker', 'HAR-12', 'k3', 'login', date '2026-07-01');
insert into people_to_invite (place, person_key, sprint, held_on) select i, 'k' || i, 'Sprint 13', date '2026-07-17' from range(1, 9) r(i);
