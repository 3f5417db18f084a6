-- One row per rating and what it can be cut by.
-- key: rating_id, dimension
-- build: incremental
-- The same cuts as those of feedback (int_feedback_segments), and the account.
with own_names as (
    select rating_id, segments, segment_names(segments) as name
    from stg_ratings
    where segments is not null
),
own as (
    select rating_id, name as dimension, segment_value(segments, name) as value
    from own_names
    where name not in ('segment', 'plan', 'channel', 'language', 'account')
),
known as (
    select rating_id, 'segment' as dimension, segment as value from int_raters
    union all
    select rating_id, 'plan', plan from int_raters
    union all
    select rating_id, 'channel', channel from int_raters
    union all
    select rating_id, 'language', language from stg_ratings
    union all
    select rating_id, 'account', account from int_raters
    union all
    select rating_id, dimension, value from own
),
given as (
    select rating_id, dimension, value
    from known
    where value is not null
)
select * from given
