-- One row per release.
-- key: source, name
-- build: table
-- column: source: name in earshot.yaml
-- column: name: the version
-- column: released_on: local date; null: planned only
-- column: url: where to read about it
with named as (
    select source, native_id as name, released_on, url
    from landing.releases
)
select * from named
