-- One row per rating that is not deleted and no copy of another source's.
-- key: rating_id
-- build: view
-- The person is that of stg_feedback.
with resolved as (
    select
        r.rating_id, r.source, r.channel, r.native_id, r.response_id,
        coalesce(a.person_key, o.person_key, l.person_key, r.person_key) as person_key,
        case when a.person_key is not null then 'address' when o.person_key is not null or l.person_key is not null then 'login'
            when r.person_key is not null then 'itself' else 'anonymous' end as person_match,
        r.author_email, r.account,
        r.occurred_at, r.occurred_on, r.question, r.metric, r.convention,
        r.score, r.scale_min, r.scale_max, r.low_is_good, r.language, r.segments, r.batch_no
    from landing.ratings r
    left join lookup.persons a on a.way = 'address' and a.token = r.person_key
    left join lookup.persons o on o.way = 'login' and o.source = r.source and o.token = lower(r.author_id)
    left join lookup.persons l on l.way = 'login' and l.source = '' and l.token = lower(r.author_id)
    where not r.deleted and r.rating_id not in (select id from lookup.copies where record = 'rating')
)
select * from resolved
