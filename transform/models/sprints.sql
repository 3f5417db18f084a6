-- One row per sprint.
-- key: source, name
-- build: table
-- column: source: name in earshot.yaml
-- column: name: the sprint
-- column: state: future, active, closed
-- column: starts_on: first day
-- column: ends_on: last day
with named as (
    select source, native_id as name, state, starts_on, ends_on
    from landing.sprints
)
select * from named
