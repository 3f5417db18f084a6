-- One row per theme: what customers ask for now.
-- key: theme_id
-- build: table
-- Demand is a mention that is a request or negative, of the 13 weeks before the
-- run's day. A theme is demanded when at least five people did. Money stands
-- beside the people and is in no other figure.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: since: first day of the 13 weeks
-- column: people: people who demanded it
-- column: requests: of them with a request
-- column: people_8: people who demanded it in the last 8 weeks
-- column: accounts: accounts behind them, as far as known
-- column: money: yearly money of these accounts, in the workspace's currency
-- column: is_demanded: true from five people on
-- column: trend: up, down or flat over 26 weeks (theme_trends)
-- column: trend_verdict: real change, could be chance or too few to tell
-- column: trend_q: q-value of the trend
-- column: week: up, down or flat in the last complete week (movers)
-- column: week_verdict: as trend_verdict
-- column: quotes: up to three sentences of customers that demand it, a line each
with asked as (
    select d.theme_id, d.voter, d.is_request, d.occurred_on >= run_date() - effect_days() as is_recent, a.account_id, a.account
    from int_demands d
    join int_authors a on a.feedback_id = d.feedback_id
    where d.occurred_on >= run_date() - demand_days()
),
counted as (
    select
        theme_id, count(distinct voter) as people, count(distinct case when is_request then voter end) as requests,
        count(distinct case when is_recent then voter end) as people_8, count(distinct account) as accounts
    from asked
    group by theme_id
),
paid as (
    select q.theme_id, sum(a.money) as money
    from (select distinct theme_id, account_id from asked) q
    join (select native_id, max(money) as money from landing.accounts where not deleted group by native_id) a
        on a.native_id = q.account_id
    group by q.theme_id
),
said as (
    select q.theme_id, q.quote, row_number() over (partition by q.theme_id order by q.rank) as place
    from theme_quotes q
    join int_demands d on d.feedback_id = q.feedback_id and d.theme_id = q.theme_id and d.occurred_on = q.occurred_on
),
quoted as (
    select theme_id, string_agg(quote, chr(10) order by place) as quotes from said where place <= 3 group by theme_id
),
joined as (
    select
        n.theme_id, run_date() - demand_days() as since, coalesce(c.people, 0) as people, coalesce(c.requests, 0) as requests,
        coalesce(c.people_8, 0) as people_8, coalesce(c.accounts, 0) as accounts, p.money,
        coalesce(c.people, 0) >= demand_people() as is_demanded,
        coalesce(t.direction, 'flat') as trend, coalesce(t.verdict, 'too few to tell') as trend_verdict, t.q_value as trend_q,
        m.direction as week, m.verdict as week_verdict, q.quotes
    from theme_names n
    left join counted c on c.theme_id = n.theme_id
    left join paid p on p.theme_id = n.theme_id
    left join theme_trends t on t.theme_id = n.theme_id
    left join movers m on m.theme_id = n.theme_id
    left join quoted q on q.theme_id = n.theme_id
)
select * from joined
