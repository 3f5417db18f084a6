-- One row per invitation to a survey up to the run's day.
-- key: source, native_id
-- build: table
-- It is answered when the person answers the survey within 30 days, or when an
-- answer has the invitation's own number; what an anonymous answer answers nobody
-- knows. It is settled when these days are over.
with resolved as (
    select
        i.source, i.native_id, i.survey, i.author_id, i.author_email, i.account, i.invited_at, i.invited_on, i.segments,
        coalesce(a.person_key, o.person_key, l.person_key, i.person_key) as person_key
    from landing.invitations i
    left join lookup.persons a on a.way = 'address' and a.token = i.person_key
    left join lookup.persons o on o.way = 'login' and o.source = i.survey and o.token = lower(i.author_id)
    left join lookup.persons l on l.way = 'login' and l.source = '' and l.token = lower(i.author_id)
    where not i.deleted and i.invited_on <= run_date()
),
answers as (
    select source, person_key, response_id, occurred_at from stg_ratings
    where source in (select survey from landing.invitations)
    union all
    select source, person_key, response_id, occurred_at from stg_feedback
    where source in (select survey from landing.invitations)
),
answered as (
    select i.source, i.native_id
    from resolved i
    join answers a on a.source = i.survey and a.person_key = i.person_key
    where a.occurred_at >= i.invited_at and a.occurred_at < i.invited_at + interval '30' day
    union
    select i.source, i.native_id
    from resolved i
    join answers a on a.source = i.survey and a.response_id = i.native_id
),
judged as (
    select
        i.source, i.native_id, i.survey, coalesce(i.person_key, i.source || ':' || i.native_id) as invited, i.invited_on,
        a.native_id is not null as is_answered, i.invited_on < run_date() - interval '30' day as is_settled,
        coalesce(p.segment, d.segment, n.segment, segment_value(i.segments, 'segment')) as segment,
        coalesce(p.plan, d.plan, n.plan, segment_value(i.segments, 'plan')) as plan, i.segments
    from resolved i
    left join answered a on a.source = i.source and a.native_id = i.native_id
    left join lookup.accounts p on p.way = 'person' and p.token = i.person_key
    left join lookup.accounts d on d.way = 'domain' and d.token = mail_domain(i.author_email)
    left join lookup.accounts n on n.way = 'name' and n.token = lower(i.account)
)
select * from judged
