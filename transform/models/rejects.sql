-- One row per thing that could not be read.
-- key: source, native_id
-- build: table
-- What was read is kept in the warehouse (landing.rejects.payload).
-- column: source: name in earshot.yaml
-- column: native_id: number of the reject in its file
-- column: file: where it stands
-- column: line: line or item, from 1
-- column: reason: what is wrong and what was expected
with listed as (
    select source, native_id, file, line, reason
    from landing.rejects
)
select * from listed
