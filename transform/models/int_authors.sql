-- One row per feedback, with the account its author belongs to.
-- key: feedback_id
-- build: incremental
-- A known address tells most; then the address's domain, then the account's
-- name as the source gave it. What the source says of segment and plan stands
-- in where customers.csv says nothing.
with resolved as (
    select
        f.feedback_id,
        coalesce(p.account_id, d.account_id, n.account_id) as account_id,
        coalesce(p.account, d.account, n.account, f.account) as account,
        coalesce(p.segment, d.segment, n.segment, segment_value(f.segments, 'segment')) as segment,
        coalesce(p.plan, d.plan, n.plan, segment_value(f.segments, 'plan')) as plan
    from stg_feedback f
    left join int_people p on p.person_key = f.person_key
    left join int_accounts d on d.kind = 'domain' and d.token = mail_domain(f.author_email)
    left join int_accounts n on n.kind = 'name' and n.token = lower(f.account)
)
select * from resolved
