-- One row per item shipped in the last half-year: whether somebody asked before, and what it changed.
-- key: source, item
-- build: table
-- Asked: five people or more demanded one of its themes in the 13 weeks before its
-- sprint began (without a sprint: before the item was created). Effect: fewer people
-- demanded the theme in the 8 weeks after the release than in those before, beyond
-- chance. Effort is wasted where neither is so. Nothing is said of work that began
-- before there were 8 weeks of feedback, or longer ago than 16 months.
-- column: source: the plan that has the item (work_items.source)
-- column: item: its key (work_items.key)
-- column: title: its title
-- column: type: story, bug, enabler, debt, compliance, experiment
-- column: estimate: effort, in the team's own unit; null: not estimated
-- column: begun_on: first day of its sprint, or the day on which it was created
-- column: shipped_on: day of its release, or on which it was closed
-- column: theme_id: of its themes, the one that most people demanded before; null: it has none
-- column: people_before: people who demanded that theme in the 13 weeks before begun_on
-- column: rate_ratio: people who demand it in the 8 weeks after the release over those before (1: no change)
-- column: rate_low: lower end of its exact 95 % interval
-- column: rate_high: upper end; null: no bound
-- column: effect: fewer, more, no evidence or too early; null: it has no theme
-- column: verdict: wasted, asked, helped (nobody had asked, and fewer demand it now), too early, exempt (enablers, debt, compliance, experiments) or no record (see above)
-- column: wasted: the estimate where the verdict is wasted, else 0; null: not estimated
with shipped as (
    select source, item, title, type, estimate, coalesce(starts_on, created_on, ended_on) as begun_on, ended_on as shipped_on, since_on
    from int_item_phases
    where phase = 'shipped' and ended_on >= run_date() - recent_days()
),
themed as (
    select
        s.source, s.item, s.title, s.type, s.estimate, s.begun_on, s.shipped_on, t.theme_id, coalesce(w.people, 0) as people_before,
        e.rate_ratio, e.rate_low, e.rate_high, e.verdict as effect,
        max(case when e.verdict = 'fewer' then 1 else 0 end) over (partition by s.source, s.item) as helped,
        row_number() over (partition by s.source, s.item order by coalesce(w.people, 0) desc, t.theme_id) as nth
    from shipped s
    left join theme_items t on t.source = s.source and t.item = s.item
    left join int_demand_days w on w.theme_id = t.theme_id and w.span = demand_days() and w.day = s.begun_on
    left join int_item_effects e on e.theme_id = t.theme_id and e.since_on = s.since_on
),
judged as (
    select
        source, item, title, type, estimate, begun_on, shipped_on, theme_id, people_before, rate_ratio, rate_low, rate_high, effect,
        case when is_exempt(type) then 'exempt' when people_before >= demand_people() then 'asked'
            when coalesce(begun_on < (select min(day) - 1 + effect_days() from int_demand_days where theme_id = ''), true) then 'no record'
            when helped = 1 then 'helped' when effect = 'too early' then 'too early' else 'wasted' end as verdict
    from themed
    where nth = 1
),
summed as (
    select *, case when verdict = 'wasted' then estimate else 0 end as wasted from judged
)
select * from summed
