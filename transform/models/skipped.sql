-- One row per source and reason for counting something out.
-- key: source, reason
-- build: table
-- column: source: name in earshot.yaml
-- column: reason: why it is no feedback: auto-reply, bounce, no answer, ...
-- column: n: units counted out in all runs
with summed as (
    select source, reason, cast(sum(n) as bigint) as n
    from ops.skipped
    group by source, reason
)
select * from summed
