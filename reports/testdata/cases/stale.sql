-- The mailbox has been silent for longer than it may be.
update source_freshness set stale = true, days_since = 19, last_on = date '2026-06-17' where source = 'support mail';
