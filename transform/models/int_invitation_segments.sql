-- One row per settled invitation and what it can be cut by.
-- key: source, native_id, dimension
-- build: table
-- An unknown segment or plan is a value of its own: they were asked, too.
with settled as (
    select source, native_id, survey, invited, invited_on, is_answered, segment, plan, segments
    from int_invitations
    where is_settled
),
own_names as (
    select *, segment_names(segments) as name from settled where segments is not null
),
cut as (
    select source, native_id, survey, invited, invited_on, is_answered, 'all' as dimension, 'all' as value from settled
    union all
    select source, native_id, survey, invited, invited_on, is_answered, 'segment', coalesce(segment, 'unknown') from settled
    union all
    select source, native_id, survey, invited, invited_on, is_answered, 'plan', coalesce(plan, 'unknown') from settled
    union all
    select source, native_id, survey, invited, invited_on, is_answered, name, coalesce(segment_value(segments, name), 'unknown')
    from own_names
    where name not in ('all', 'segment', 'plan')
)
select * from cut
