-- One row per theme, and one for all feedback: whether a few accounts decide it.
-- key: theme_id
-- build: table
-- Of the last 13 weeks, and only of feedback whose account is known. Gini's
-- coefficient (C. Gini, 1912) is 0 where every account says as much, near 1 where
-- one says it all.
-- column: theme_id: the theme (theme_names.theme_id); empty: all feedback
-- column: mentions: feedback about the theme with a known account
-- column: accounts: accounts behind it
-- column: top_share: share of mentions by the five accounts that say most (0..100)
-- column: gini: over the accounts that mention it; null: one account
-- column: effective_accounts: how many accounts of equal weight this is worth: Kish
-- column: few_decide: true when effective_accounts is below .3 of accounts and there are at least 10
with said as (
    select '' as theme_id, a.account
    from stg_feedback f
    join int_authors a on a.feedback_id = f.feedback_id
    where a.account is not null and f.occurred_on between last_week() - interval '84' day and run_date()
    union all
    select t.theme_id, a.account
    from feedback_themes t
    join int_authors a on a.feedback_id = t.feedback_id
    where a.account is not null and t.occurred_on between last_week() - interval '84' day and run_date()
),
by_account as (
    select theme_id, account, count(*) as n
    from said
    group by theme_id, account
),
ranked as (
    select theme_id, n, row_number() over (partition by theme_id order by n desc) as place
    from by_account
),
summed as (
    select
        theme_id, cast(sum(n) as bigint) as mentions, count(*) as accounts,
        sum(case when place <= 5 then n else 0 end) as top, sum(cast(place * n as double)) as weighted,
        sum(cast(n * n as double)) as squares
    from ranked
    group by theme_id
),
figures as (
    select
        theme_id, mentions, accounts, 100.0 * top / mentions as top_share,
        case when accounts > 1
            then (accounts + 1 - 2 * weighted / mentions) / accounts end as gini,
        effective_n(cast(mentions as double), squares) as effective_accounts
    from summed
),
judged as (
    select *, accounts >= 10 and effective_accounts < 0.3 * accounts as few_decide from figures
)
select * from judged
