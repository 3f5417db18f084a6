-- One row per feedback and what it can be cut by.
-- key: feedback_id, dimension
-- build: view
with cut as (
    select r.feedback_id, d.dimension, d.value
    from int_feedback_profiles r
    join int_profiles d on d.profile = r.profile
)
select * from cut
