-- One row per measure and sprint: how far the plan and what customers ask for meet.
-- key: measure, source, sprint
-- build: table
-- evidence: of the items committed to the sprint, those with a theme that was
-- demanded when it began; enablers, debt, compliance, experiments and what was
-- declined are left out. demand: of the people who demanded any theme in the 13
-- weeks before the sprint began, those with a theme of which an item was open on
-- that day. A sprint that has not begun is judged by the run's day. Of the past
-- only what int_item_phases says is known: links are those of now, and an item
-- carried on counts for its last sprint. Sprints that began before there were 8
-- weeks of feedback, or longer ago than 16 months, are left out, and all but the
-- last 26 of a board.
-- column: measure: evidence or demand
-- column: source: the plan (sprints.source)
-- column: sprint: its name
-- column: starts_on: first day
-- column: ends_on: last day
-- column: place: past, current or next
-- column: n: items committed, or people who demanded something
-- column: covered: of them with evidence, or with an open item
-- column: share: covered of n (0..100)
-- column: share_low: lower end of its 95 % interval: Wilson (0..100)
-- column: share_high: upper end (0..100)
-- column: sprints: past and current sprints of the board with any of n
-- column: trend: up, down or flat over these sprints: Mann-Kendall
-- column: trend_p: two-sided, of no trend; null: below 8 sprints
-- column: trend_verdict: real change (p below .05), could be chance, or too few to tell (below 8 sprints)
with recent as (
    select
        source, sprint, board, starts_on, ends_on, place, least(starts_on, run_date()) as day,
        row_number() over (partition by source, board order by starts_on desc, sprint) as nth
    from int_plan_sprints
    where place in ('past', 'current', 'next') and ends_on between starts_on and starts_on + 91
),
known as (
    select source, sprint, board, starts_on, ends_on, place, day
    from recent
    where nth <= 26 and day >= (select min(day) - 1 + effect_days() from int_demand_days where theme_id = '')
),
evidence as (
    select
        k.source, k.sprint, p.item, max(case when w.people >= demand_people() then 1 else 0 end) as covered
    from known k
    join int_item_phases p on p.source = k.source and p.sprint = k.sprint and p.phase <> 'declined' and not is_exempt(p.type)
    left join theme_items t on t.source = p.source and t.item = p.item
    left join int_demand_days w on w.theme_id = t.theme_id and w.span = demand_days() and w.day = k.day
    group by k.source, k.sprint, p.item
),
days as (
    select distinct day from known
),
answered as (
    select distinct k.day, t.theme_id
    from days k
    join int_item_phases p on coalesce(p.created_on < k.day, true) and coalesce(p.ended_on >= k.day, true)
    join theme_items t on t.source = p.source and t.item = p.item
),
windows as (
    select day, each_day(day - demand_days(), day - 1) as occurred_on from days
),
people as (
    select w.day, d.voter, max(case when a.theme_id is not null then 1 else 0 end) as covered
    from int_demands d
    join windows w on w.occurred_on = d.occurred_on
    left join answered a on a.day = w.day and a.theme_id = d.theme_id
    group by w.day, d.voter
),
on_day as (
    select day, count(*) as n, cast(sum(covered) as bigint) as covered from people group by day
),
counted as (
    select 'evidence' as measure, source, sprint, count(*) as n, cast(sum(covered) as bigint) as covered
    from evidence
    group by source, sprint
    union all
    select 'demand', k.source, k.sprint, o.n, o.covered
    from known k
    join on_day o on o.day = k.day
),
figures as (
    select
        c.measure, c.source, c.sprint, k.board, k.starts_on, k.ends_on, k.place, c.n, c.covered, 100 * share(c.covered, c.n) as share,
        100 * wilson_low(c.covered, c.n) as share_low, 100 * wilson_high(c.covered, c.n) as share_high
    from counted c
    join known k on k.source = c.source and k.sprint = c.sprint
),
series as (
    select measure, source, board, count(*) as sprints, in_order(share, starts_on) as shares
    from figures
    where place <> 'next'
    group by measure, source, board
),
trends as (
    select measure, source, board, sprints, coalesce(trend_z(shares), 0) as z, trend_p(shares) as p from series
),
judged as (
    select
        f.measure, f.source, f.sprint, f.starts_on, f.ends_on, f.place, f.n, f.covered, f.share, f.share_low, f.share_high,
        coalesce(t.sprints, 0) as sprints, case when t.z > 0 then 'up' when t.z < 0 then 'down' else 'flat' end as trend, t.p as trend_p,
        case when t.p is null then 'too few to tell' when t.p < 0.05 then 'real change' else 'could be chance' end as trend_verdict
    from figures f
    left join trends t on t.measure = f.measure and t.source = f.source and t.board = f.board
)
select * from judged
