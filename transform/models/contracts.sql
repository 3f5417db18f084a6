-- One row per item of the plan that stands in a contract, beside what customers now ask for.
-- key: source, item
-- build: table
-- A contract is where a team began, feedback may have moved on:
--   kept: it was shipped, not later than the day promised first, where there is one
--   dropped: it was declined
--   overtaken: it is still open, and fewer than five people demanded any of its
--     themes in the last 13 weeks
--   moved: still open or shipped late: its day was moved, or is over, or its sprint is
--   on its way: none of these
-- column: source: the plan that has the item (work_items.source)
-- column: item: its key (work_items.key)
-- column: title: its title
-- column: phase: open, shipped or declined
-- column: sprint: the sprint it is committed to
-- column: ended_on: day of its release, or of the refusal; null while open
-- column: estimate: in the team's own unit
-- column: theme_id: of its themes, the one that most people demand; null: it has none
-- column: people: people who demanded that theme in the last 13 weeks
-- column: accounts: accounts behind them
-- column: money: yearly money of these accounts, in the workspace's currency
-- column: is_demanded: true when five people or more did, of any of its themes
-- column: promises: promises of it (promises)
-- column: first_due_on: the earliest day promised first
-- column: due_on: the latest day promised last
-- column: moved: how often the day of a promise was moved, at most
-- column: asks_theme: what is demanded most, by the accounts it was promised to, or else by everybody
-- column: asks_people: people who do
-- column: asked_by: its accounts or everybody
-- column: verdict: kept, dropped, overtaken, moved or on its way
with signed as (
    select
        p.source, p.item, p.title, p.phase, p.sprint, p.ended_on, p.estimate,
        p.place = 'past' and p.ends_on < run_date() - passed_days() as is_passed,
        d.theme_id, d.people, d.accounts, d.money,
        max(case when d.is_demanded then 1 else 0 end) over (partition by p.source, p.item) = 1 as is_demanded,
        row_number() over (partition by p.source, p.item order by coalesce(d.people, 0) desc, d.theme_id) as nth
    from int_item_phases p
    left join theme_items t on t.source = p.source and t.item = p.item
    left join demand d on d.theme_id = t.theme_id
    where p.contract
),
promised as (
    select item, count(*) as promises, min(first_due_on) as first_due_on, max(due_on) as due_on, max(moved) as moved
    from promises
    where item is not null
    group by item
),
asked as (
    select a.account, d.theme_id, count(distinct d.voter) as people
    from int_demands d
    join int_authors a on a.feedback_id = d.feedback_id
    where d.occurred_on >= run_date() - demand_days() and a.account in (select account from promises)
    group by a.account, d.theme_id
),
theirs as (
    select
        p.item, a.theme_id, cast(sum(a.people) as bigint) as people,
        row_number() over (partition by p.item order by sum(a.people) desc, a.theme_id) as nth
    from (select distinct item, account from promises where item is not null) p
    join asked a on a.account = p.account
    group by p.item, a.theme_id
),
everybodys as (
    select theme_id, people, row_number() over (order by people desc, theme_id) as nth from demand where people > 0
),
joined as (
    select
        s.source, s.item, s.title, s.phase, s.sprint, s.ended_on, s.estimate, s.theme_id, coalesce(s.people, 0) as people,
        coalesce(s.accounts, 0) as accounts, s.money, s.is_demanded, coalesce(p.promises, 0) as promises, p.first_due_on, p.due_on,
        coalesce(p.moved, 0) as moved, coalesce(t.theme_id, e.theme_id) as asks_theme, coalesce(t.people, e.people) as asks_people,
        case when t.theme_id is not null then 'its accounts' when e.theme_id is not null then 'everybody' end as asked_by,
        case when s.phase = 'declined' then 'dropped'
            when s.phase = 'shipped' then case when s.ended_on > p.first_due_on then 'moved' else 'kept' end
            when not s.is_demanded then 'overtaken'
            when p.moved > 0 or p.due_on < run_date() or s.is_passed then 'moved' else 'on its way' end as verdict
    from signed s
    left join promised p on p.item = s.item
    left join theirs t on t.item = s.item and t.nth = 1
    left join everybodys e on e.nth = 1
    where s.nth = 1
)
select * from joined
