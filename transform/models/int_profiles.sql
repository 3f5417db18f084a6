-- One row per profile and dimension that it has a value of; all feedback has the value all of the dimension all.
-- key: profile, dimension
-- build: table
with examples as (
    select profile, min(feedback_id) as feedback_id from int_feedback_profiles group by profile
),
cuts as (
    select e.profile, s.dimension, s.value
    from examples e
    join int_feedback_segments s on s.feedback_id = e.feedback_id
    union all
    select profile, 'all', 'all' from examples
)
select * from cuts
