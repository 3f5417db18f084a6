-- One row per feedback, with its voter and its profile: all that it can be cut by.
-- key: feedback_id
-- build: incremental
-- Many feedbacks share a profile, so that counting by profile first and by each
-- dimension then (int_profiles) looks at the many rows once.
-- column: voter: number of the person, or of the answer when it is anonymous
-- column: profile: number of the values of all dimensions together
-- column: segments: the survey's own columns, a JSON object
with described as (
    select
        f.feedback_id, f.occurred_on, number_of(f.voter) as voter,
        profile_of(a.segment, a.plan, f.channel, f.language, f.segments) as profile,
        a.segment, a.plan, f.channel, f.language, f.segments
    from stg_feedback f
    join int_authors a on a.feedback_id = f.feedback_id
)
select * from described
