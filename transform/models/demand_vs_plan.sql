-- One row per list, theme and item of the plan that stands on the list.
-- key: list, theme_id, source, item
-- build: table
-- What customers ask for held against what the team plans, in both directions.
--   no item: demanded, and no item is open or was shipped or declined in half a year
--   nobody asked: an open item of this sprint or the next none of whose themes is
--     demanded; enablers, debt, compliance and experiments are exempt
--   stalled: demanded, and an open item's sprint is over since a week, or no open
--     item of the theme has changed for 8 weeks or is in this sprint or the next
--   shipped: shipped half a year ago or later, and five people or more demanded it
--     in the last 8 weeks: nothing more of it is open, or more people than before do
--   declined: declined half a year ago or later, demanded, and demand grows: its
--     trend, its last week, or the 8 weeks after the refusal against those before
-- column: list: no item, nobody asked, stalled, shipped or declined
-- column: theme_id: the theme (theme_names.theme_id); of nobody asked the one that most people want; empty: the item has none
-- column: source: the plan that has the item; empty: no item
-- column: item: its key; empty: no item
-- column: people: people who demanded the theme in the last 13 weeks (demand)
-- column: accounts: accounts behind them
-- column: money: yearly money of these accounts, in the workspace's currency
-- column: trend: up, down or flat over 26 weeks (theme_trends)
-- column: trend_verdict: real change, could be chance or too few to tell
-- column: week: up, down or flat in the last complete week (movers)
-- column: week_verdict: as trend_verdict
-- column: since: first day of its sprint (nobody asked), of its last change or the end of its sprint (stalled), of its release, or of the refusal
-- column: people_before: people who demanded the theme in the 8 weeks before that day, or before the first Monday from it where there is no release; shipped and declined only
-- column: people_after: people who did in the 8 weeks from it on; null: not yet over
-- column: rate_ratio: after over before, of all who gave feedback (1: no change)
-- column: rate_low: lower end of its exact 95 % interval
-- column: rate_high: upper end; null: no bound
-- column: q_value: Benjamini-Hochberg over all themes and days compared
-- column: verdict: fewer, more, no evidence or too early
-- column: quotes: up to three sentences of customers that demand the theme, a line each
with linked as (
    select
        t.theme_id, p.source, p.item, p.type, p.phase, p.place, p.starts_on, p.ends_on, p.changed_on, p.ended_on, p.since_on,
        p.phase = 'open' and coalesce(p.place, '') = 'past' and coalesce(p.ends_on < run_date() - passed_days(), true) as is_passed,
        p.phase = 'open' and coalesce(p.place, '') not in ('current', 'next')
            and coalesce(p.changed_on < run_date() - stalled_days(), false) as is_unmoved
    from int_item_phases p
    join theme_items t on t.source = p.source and t.item = p.item
),
by_theme as (
    select
        theme_id, count(*) filter (where phase = 'open') as open_items,
        count(*) filter (where phase = 'open' and not is_passed and not is_unmoved) as moving_items,
        count(*) filter (where phase = 'open' or ended_on >= run_date() - recent_days()) as items
    from linked
    group by theme_id
),
committed as (
    select
        p.source, p.item, p.starts_on, d.theme_id, d.is_demanded,
        row_number() over (partition by p.source, p.item order by coalesce(d.people, 0) desc, d.theme_id) as nth,
        max(case when d.is_demanded then 1 else 0 end) over (partition by p.source, p.item) as asked
    from int_item_phases p
    left join theme_items t on t.source = p.source and t.item = p.item
    left join demand d on d.theme_id = t.theme_id
    where p.phase = 'open' and p.place in ('current', 'next') and not is_exempt(p.type)
),
listed as (
    select 'no item' as list, d.theme_id, '' as source, '' as item, cast(null as date) as since, cast(null as date) as since_on
    from demand d
    left join by_theme b on b.theme_id = d.theme_id
    where d.is_demanded and coalesce(b.items, 0) = 0
    union all
    select 'nobody asked', coalesce(theme_id, ''), source, item, starts_on, null
    from committed
    where nth = 1 and asked = 0
    union all
    select 'stalled', l.theme_id, l.source, l.item, case when l.is_passed then l.ends_on else l.changed_on end, null
    from linked l
    join demand d on d.theme_id = l.theme_id and d.is_demanded
    join by_theme b on b.theme_id = l.theme_id
    where l.is_passed or l.is_unmoved and b.moving_items = 0
    union all
    select case when l.phase = 'shipped' then 'shipped' else 'declined' end, l.theme_id, l.source, l.item, l.ended_on, l.since_on
    from linked l
    join demand d on d.theme_id = l.theme_id and d.is_demanded
    join by_theme b on b.theme_id = l.theme_id
    join int_item_effects e on e.theme_id = l.theme_id and e.since_on = l.since_on
    where l.phase = 'shipped' and e.verdict <> 'too early' and d.people_8 >= demand_people() and (b.open_items = 0 or e.verdict = 'more')
        or l.phase = 'declined' and (d.trend = 'up' and d.trend_verdict = 'real change'
            or d.week = 'up' and d.week_verdict = 'real change' or e.verdict = 'more')
),
joined as (
    select
        l.list, l.theme_id, l.source, l.item, coalesce(d.people, 0) as people, coalesce(d.accounts, 0) as accounts, d.money,
        d.trend, d.trend_verdict, d.week, d.week_verdict, l.since,
        e.people_before, e.people_after, e.rate_ratio, e.rate_low, e.rate_high, e.q_value, e.verdict, d.quotes
    from listed l
    left join demand d on d.theme_id = l.theme_id
    left join int_item_effects e on e.theme_id = l.theme_id and e.since_on = l.since_on
)
select * from joined
