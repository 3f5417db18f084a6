-- One row per group of customers: how many of them spoke in the last 13 weeks.
-- key: dimension, value
-- build: table
-- The customers are those of customers.csv. Somebody was heard who gave feedback
-- or a rating under one of their addresses or logins. A group is held against all other
-- customers; all groups are tested together.
-- column: dimension: segment, plan, tenure (of the account), money (quarters of the accounts, 1 the least), or all
-- column: value: of the dimension; unknown where customers.csv does not say; all: everybody
-- column: customers: people in the group
-- column: heard: of them were heard
-- column: unheard: the others
-- column: heard_share: heard of customers (0..100)
-- column: share_low: lower end of its 95 % interval: Wilson (0..100)
-- column: share_high: upper end (0..100)
-- column: others_share: the same share of all other customers (0..100)
-- column: accounts: accounts in the group
-- column: accounts_unheard: of them with nobody heard
-- column: money: their yearly money, in the workspace's currency
-- column: money_unheard: of it, of accounts with nobody heard
-- column: p_value: two-sided, of the same share as the others
-- column: q_value: Benjamini-Hochberg over all groups
-- column: verdict: real change (q at most .10: heard more or less than others), could be chance, or too few to tell (below 30 customers on either side)
with keys as (
    select distinct person_id, person_key from lookup.persons
),
voices as (
    select person_key from stg_feedback
    where person_key in (select person_key from keys) and occurred_on between last_week() - interval '84' day and run_date()
    union
    select person_key from stg_ratings
    where person_key in (select person_key from keys) and occurred_on between last_week() - interval '84' day and run_date()
),
heard as (
    select distinct k.person_id from keys k join voices v on v.person_key = k.person_key
),
ranked as (
    select
        native_id as account_id, segment, plan, money, ntile(4) over (order by money) as quarter,
        case when since is null then null when since > run_date() - interval '1' year then 'under 1 year'
            when since > run_date() - interval '3' year then '1 to 3 years' else 'over 3 years' end as tenure
    from landing.accounts
    where not deleted
),
people as (
    select
        p.native_id as person_id, a.account_id, a.segment, a.plan, a.tenure, a.money,
        case when a.money is not null then cast(a.quarter as varchar) end as quarter, h.person_id is not null as is_heard
    from landing.people p
    left join ranked a on a.account_id = p.account
    left join heard h on h.person_id = p.native_id
    where not p.deleted
),
groups as (
    select 'all' as dimension, 'all' as value, person_id, account_id, money, is_heard from people
    union all
    select 'segment', coalesce(segment, 'unknown'), person_id, account_id, money, is_heard from people
    union all
    select 'plan', coalesce(plan, 'unknown'), person_id, account_id, money, is_heard from people
    union all
    select 'tenure', coalesce(tenure, 'unknown'), person_id, account_id, money, is_heard from people
    union all
    select 'money', coalesce(quarter, 'unknown'), person_id, account_id, money, is_heard from people
),
accounts as (
    select dimension, value, account_id, max(money) as money, max(case when is_heard then 1 else 0 end) as is_heard
    from groups
    where account_id is not null
    group by dimension, value, account_id
),
account_sums as (
    select
        dimension, value, count(*) as accounts, sum(1 - is_heard) as accounts_unheard,
        sum(money) as money, sum(money * (1 - is_heard)) as money_unheard
    from accounts
    group by dimension, value
),
counted as (
    select dimension, value, count(*) as n, count(*) filter (where is_heard) as x
    from groups
    group by dimension, value
),
compared as (
    select
        c.dimension, c.value, c.n, c.x, t.n - c.n as n0, t.x - c.x as x0,
        coalesce(a.accounts, 0) as accounts, cast(coalesce(a.accounts_unheard, 0) as bigint) as accounts_unheard,
        a.money, a.money_unheard
    from counted c
    join counted t on t.dimension = 'all'
    left join account_sums a on a.dimension = c.dimension and a.value = c.value
),
tested as (
    select *, case when n >= 30 and n0 >= 30 then newcombe_p(x, n, x0, n0) end as p_value from compared
),
corrected as (
    select
        *, case when p_value is not null
            then bh(p_value, array_agg(p_value) filter (where p_value is not null) over ()) end as q_value
    from tested
),
judged as (
    select
        dimension, value, n as customers, x as heard, n - x as unheard, 100 * share(x, n) as heard_share,
        100 * wilson_low(x, n) as share_low, 100 * wilson_high(x, n) as share_high, 100 * share(x0, n0) as others_share,
        accounts, accounts_unheard, money, money_unheard, p_value, q_value,
        case when q_value is null then 'too few to tell' when q_value <= 0.10 then 'real change' else 'could be chance' end as verdict
    from corrected
)
select * from judged
