-- One row per rating and what it can be cut by.
-- key: rating_id, dimension
-- build: view
with cut as (
    select r.rating_id, d.dimension, d.value
    from int_rating_profiles r
    join int_profiles d on d.profile = r.profile
)
select * from cut
