-- One row per run of earshot.
-- key: run_id
-- build: table
-- column: run_id: name of the run
-- column: command: what was run
-- column: as_of: the moment it was run for (UTC)
-- column: started_at: UTC
-- column: finished_at: UTC; null while running
-- column: state: running, done, part, failed, killed
with listed as (
    select run_id, command, as_of, started_at, finished_at, state
    from ops.runs
)
select * from listed
