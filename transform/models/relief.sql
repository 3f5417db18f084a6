-- One row per demanded theme and open item of it: what relieves most people for the least work.
-- key: theme_id, source, item
-- build: table
-- relief = people / estimate: the reach of RICE over its effort, reach measured and
-- neither impact nor confidence guessed. It supposes that the item answers its
-- theme. All else that speaks for an item stands beside it and is in no product.
-- column: place: the items in the order of relief, from 1; those without an estimate come last
-- column: theme_id: the theme (theme_names.theme_id)
-- column: source: the plan that has the item (work_items.source)
-- column: item: its key (work_items.key)
-- column: title: its title
-- column: people: people who demanded the theme in the last 13 weeks (demand)
-- column: estimate: in the team's own unit; null: not estimated
-- column: relief: people / estimate; null: not estimated
-- column: accounts: accounts behind the people
-- column: money: yearly money of these accounts, in the workspace's currency
-- column: impact: of the theme on the net promoter score (theme_impact, -100..100); null: too few answers
-- column: impact_low: lower end of its 95 % interval (-100..100)
-- column: impact_high: upper end (-100..100)
-- column: trend: up, down or flat over 26 weeks (theme_trends)
-- column: trend_q: its q-value
-- column: age_days: since the item was created
-- column: reasons: why the item is linked to the theme (theme_items)
with open_items as (
    select
        t.theme_id, p.source, p.item, p.title, d.people, p.estimate, d.people / nullif(p.estimate, 0) as relief,
        d.accounts, d.money, d.trend, d.trend_q, cast(run_date() - p.created_on as bigint) as age_days, t.reasons
    from int_item_phases p
    join theme_items t on t.source = p.source and t.item = p.item
    join demand d on d.theme_id = t.theme_id and d.is_demanded
    where p.phase = 'open'
),
scored as (
    select
        row_number() over (order by o.relief desc nulls last, o.people desc, o.theme_id, o.source, o.item) as place,
        o.theme_id, o.source, o.item, o.title, o.people, o.estimate, o.relief, o.accounts, o.money,
        i.impact, i.impact_low, i.impact_high, o.trend, o.trend_q, o.age_days, o.reasons
    from open_items o
    left join theme_impact i on i.theme_id = o.theme_id and i.metric = 'nps' and i.convention = ''
)
select * from scored
