-- One row per rating, with the account its author belongs to, as int_authors has it of feedback.
-- key: rating_id
-- build: incremental
with resolved as (
    select
        r.rating_id, r.source, r.channel, r.person_match,
        coalesce(p.account_id, d.account_id, n.account_id) as account_id,
        coalesce(p.account, d.account, n.account, r.account) as account,
        coalesce(p.segment, d.segment, n.segment, segment_value(r.segments, 'segment')) as segment,
        coalesce(p.plan, d.plan, n.plan, segment_value(r.segments, 'plan')) as plan,
        case when p.account is not null then 'person' when d.account is not null then 'domain'
            when n.account is not null then 'account name' when r.account is not null then 'source' else 'none' end as account_match
    from stg_ratings r
    left join lookup.accounts p on p.way = 'person' and p.token = r.person_key
    left join lookup.accounts d on d.way = 'domain' and d.token = mail_domain(r.author_email)
    left join lookup.accounts n on n.way = 'name' and n.token = lower(r.account)
)
select * from resolved
