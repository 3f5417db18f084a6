-- One row per way to tell an account: by mail domain or by name.
-- key: kind, token
-- build: table
with tokens as (
    select 'domain' as kind, each(domains) as token, native_id as account_id, name as account, segment, plan
    from landing.accounts
    where not deleted
    union all
    select 'name', lower(name), native_id, name, segment, plan
    from landing.accounts
    where not deleted and name is not null
),
first_of_each as (
    select *, row_number() over (partition by kind, token order by account_id) as place
    from tokens
    where token <> ''
),
one_each as (
    select kind, token, account_id, account, segment, plan
    from first_of_each
    where place = 1
)
select * from one_each
