-- One row per rating and what it can be cut by.
-- key: rating_id, dimension
-- build: incremental
-- The same cuts as those of feedback (int_feedback_segments).
with resolved as (
    select
        r.rating_id, r.channel, r.language,
        coalesce(p.segment, d.segment, n.segment, segment_value(r.segments, 'segment')) as segment,
        coalesce(p.plan, d.plan, n.plan, segment_value(r.segments, 'plan')) as plan
    from stg_ratings r
    left join int_people p on p.person_key = r.person_key
    left join int_accounts d on d.kind = 'domain' and d.token = mail_domain(r.author_email)
    left join int_accounts n on n.kind = 'name' and n.token = lower(r.account)
),
own_names as (
    select rating_id, segments, segment_names(segments) as name
    from stg_ratings
    where segments is not null
),
own as (
    select rating_id, name as dimension, segment_value(segments, name) as value
    from own_names
    where name not in ('segment', 'plan', 'channel', 'language')
),
known as (
    select rating_id, 'segment' as dimension, segment as value from resolved
    union all
    select rating_id, 'plan', plan from resolved
    union all
    select rating_id, 'channel', channel from resolved
    union all
    select rating_id, 'language', language from resolved
    union all
    select rating_id, dimension, value from own
),
given as (
    select rating_id, dimension, value
    from known
    where value is not null
)
select * from given
