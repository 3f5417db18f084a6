-- One row per feedback, with the account its author belongs to.
-- key: feedback_id
-- build: incremental
-- A person of customers.csv tells most; then the address's domain, then the
-- account's name as the source gave it. What the source says of segment and plan
-- stands in where customers.csv says nothing.
with resolved as (
    select
        f.feedback_id,
        coalesce(p.account_id, d.account_id, n.account_id) as account_id,
        coalesce(p.account, d.account, n.account, f.account) as account,
        coalesce(p.segment, d.segment, n.segment, segment_value(f.segments, 'segment')) as segment,
        coalesce(p.plan, d.plan, n.plan, segment_value(f.segments, 'plan')) as plan,
        case when p.account is not null then 'person' when d.account is not null then 'domain'
            when n.account is not null then 'account name' when f.account is not null then 'source' else 'none' end as account_match
    from stg_feedback f
    left join lookup.accounts p on p.way = 'person' and p.token = f.person_key
    left join lookup.accounts d on d.way = 'domain' and d.token = mail_domain(f.author_email)
    left join lookup.accounts n on n.way = 'name' and n.token = lower(f.account)
)
select * from resolved
