-- One row per feedback that is not deleted and no copy of another source's.
-- key: feedback_id
-- build: view
-- The person is the one that customers.csv resolves the author to, by address or
-- by login, or else the author. A voter is the person or, for anonymous feedback,
-- the answer itself: counting distinct voters counts people, with each anonymous
-- answer as one.
with resolved as (
    select
        f.feedback_id, f.source, f.channel, f.native_id, f.thread_id, f.parent_id, f.response_id,
        coalesce(a.person_key, o.person_key, l.person_key, f.person_key) as person_key,
        case when a.person_key is not null then 'address' when o.person_key is not null or l.person_key is not null then 'login'
            when f.person_key is not null then 'itself' else 'anonymous' end as person_match,
        f.author_name, f.author_email, f.account,
        f.occurred_at, f.occurred_on, f.question, f.title, f.body,
        f.language, f.url, f.segments, f.labels, f.state, f.votes, f.batch_no
    from landing.feedback f
    left join lookup.persons a on a.way = 'address' and a.token = f.person_key
    left join lookup.persons o on o.way = 'login' and o.source = f.source and o.token = lower(f.author_id)
    left join lookup.persons l on l.way = 'login' and l.source = '' and l.token = lower(f.author_id)
    where not f.deleted and f.feedback_id not in (select id from lookup.copies where record = 'feedback')
),
voiced as (
    select *, coalesce(person_key, source || ':' || coalesce(response_id, native_id)) as voter from resolved
)
select * from voiced
