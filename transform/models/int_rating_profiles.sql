-- One row per rating, with its profile: all that it can be cut by.
-- key: rating_id
-- build: incremental
with described as (
    select
        r.rating_id, r.occurred_on, profile_of(a.segment, a.plan, r.channel, r.language, r.segments) as profile,
        a.segment, a.plan, r.channel, r.language, r.segments
    from stg_ratings r
    join int_raters a on a.rating_id = r.rating_id
)
select * from described
