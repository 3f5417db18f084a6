-- One row per sprint that is over or under way and role: how often the team spoke with customers.
-- key: source, sprint, role
-- build: table
-- From the first sprint on in which contacts.csv has anything, and of each board the
-- last 26. A role that spoke with nobody in a sprint stands there with 0.
-- column: source: the plan that has the sprint (sprints.source)
-- column: sprint: its name
-- column: starts_on: first day
-- column: ends_on: last day
-- column: place: past or current
-- column: role: of who spoke with customers; all: everybody
-- column: contacts: conversations
-- column: interviews: of them, interviews
-- column: reviews: of them, sprint reviews
-- column: calls: of them, calls
-- column: told: of them, customers told what became of what they raised
-- column: customers: different people, or accounts where no person is named
-- column: sprints: sprints of the board that are over, in the trend
-- column: trend: up, down or flat over these sprints: Mann-Kendall
-- column: trend_p: two-sided, of no trend; null: below 8 sprints
-- column: trend_verdict: real change (p below .05), could be chance, or too few to tell (below 8 sprints)
with spoken as (
    select * from int_contacts where contacted_on <= run_date()
),
recent as (
    select
        source, sprint, board, starts_on, ends_on, place,
        row_number() over (partition by source, board order by starts_on desc, sprint) as nth
    from int_plan_sprints
    where place in ('past', 'current') and ends_on between starts_on and starts_on + 91
),
known as (
    select source, sprint, board, starts_on, ends_on, place
    from recent
    where nth <= 26 and ends_on >= (select min(contacted_on) from spoken)
),
cells as (
    select k.*, r.role
    from known k
    cross join (select 'all' as role union select role from spoken) r
),
counted as (
    select
        c.source, c.sprint, c.board, c.starts_on, c.ends_on, c.place, c.role, count(s.nth) as contacts,
        count(s.nth) filter (where s.kind = 'interview') as interviews, count(s.nth) filter (where s.kind = 'review') as reviews,
        count(s.nth) filter (where s.kind = 'call') as calls, count(s.nth) filter (where s.kind = 'told') as told,
        count(distinct s.whom) as customers
    from cells c
    left join spoken s on s.contacted_on between c.starts_on and c.ends_on and (c.role = 'all' or s.role = c.role)
    group by c.source, c.sprint, c.board, c.starts_on, c.ends_on, c.place, c.role
),
series as (
    select source, board, role, count(*) as sprints, in_order(cast(contacts as double), starts_on) as contacts
    from counted
    where place = 'past'
    group by source, board, role
),
trends as (
    select source, board, role, sprints, coalesce(trend_z(contacts), 0) as z, trend_p(contacts) as p from series
),
judged as (
    select
        c.source, c.sprint, c.starts_on, c.ends_on, c.place, c.role, c.contacts, c.interviews, c.reviews, c.calls, c.told, c.customers,
        coalesce(t.sprints, 0) as sprints, case when t.z > 0 then 'up' when t.z < 0 then 'down' else 'flat' end as trend, t.p as trend_p,
        case when t.p is null then 'too few to tell' when t.p < 0.05 then 'real change' else 'could be chance' end as trend_verdict
    from counted c
    left join trends t on t.source = c.source and t.board = c.board and t.role = c.role
)
select * from judged
