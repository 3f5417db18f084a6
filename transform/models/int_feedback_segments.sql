-- One row per feedback and what it can be cut by.
-- key: feedback_id, dimension
-- build: incremental
-- The survey's own columns come with the names that earshot.yaml gave them.
with own_names as (
    select feedback_id, segments, segment_names(segments) as name
    from stg_feedback
    where segments is not null
),
own as (
    select feedback_id, name as dimension, segment_value(segments, name) as value
    from own_names
    where name not in ('segment', 'plan', 'channel', 'language', 'account')
),
known as (
    select feedback_id, 'segment' as dimension, segment as value from int_authors
    union all
    select feedback_id, 'plan', plan from int_authors
    union all
    select feedback_id, 'channel', channel from stg_feedback
    union all
    select feedback_id, 'language', language from stg_feedback
    union all
    select feedback_id, dimension, value from own
),
given as (
    select feedback_id, dimension, value
    from known
    where value is not null
)
select * from given
