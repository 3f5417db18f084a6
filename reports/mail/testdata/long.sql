-- Names and owners of any length, and forty sources.
update theme_names set name = 'Login' || repeat(' and all that belongs to it', 2000), owner = repeat('Ana', 4000) where theme_id = 'login';
insert into source_freshness select 'source ' || range, 'survey', date '2026-01-01', date '2026-07-05', 1, 7, false, 1, 1, 1, 1, 0, 0, timestamp '2026-07-06 05:00:01' from range(0, 40);
