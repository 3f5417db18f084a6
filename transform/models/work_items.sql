-- One row per item of the plan.
-- key: source, key
-- build: table
-- column: source: name in earshot.yaml
-- column: key: as people call it: PAY-12, #34
-- column: type: story, bug, enabler, debt, compliance, experiment
-- column: title: its title
-- column: state: open, in progress, done, declined
-- column: sprint: the sprint it is committed to
-- column: released_in: the release that brought it
-- column: contract: true when somebody was promised it in writing
-- column: estimate: in the team's own unit; null: not estimated
-- column: votes: supporters
-- column: labels: the tracker's labels
-- column: url: where to read it
-- column: created_at: UTC
-- column: updated_at: UTC
-- column: closed_at: UTC; null while open
-- Of an item that two sources hold, an old export and a live one, the version
-- changed last counts.
with versions as (
    select
        *,
        row_number() over (partition by native_id, created_at order by updated_at desc nulls last, source) as nth
    from stg_work_items
),
planned as (
    select
        source, native_id as key, type, redacted(title) as title, state, sprint, released_in, contract, estimate, votes, labels,
        url, created_at, updated_at, closed_at
    from versions
    where nth = 1 or created_at is null
)
select * from planned
