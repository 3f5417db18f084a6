-- One row per item of the plan: where it stands on the run's day.
-- key: source, item
-- build: table
-- Plans give an item's present state only. What is known of the past: when it was
-- created, when it was closed, the days of its sprint and of its release. Nothing
-- says in which sprints it was before, or what it was called: an item that was
-- carried on counts for its last sprint alone.
-- Days of items are UTC. Done is not shipped: an item of a release that is still to come is open.
-- column: phase: open, shipped or declined
-- column: created_on: its first day; null: the plan does not say
-- column: ended_on: day of the release that brought it, or on which it was closed; null while open
-- column: since_on: what follows is counted from here: the day of the release, or the first Monday from ended_on, since items that end one by one end on too many days
-- column: changed_on: day of its last change
-- column: place: of its sprint: past, current, next, later; null: in none
-- column: starts_on: first day of its sprint
-- column: ends_on: last day of its sprint
with released as (
    select source, name, min(released_on) as released_on
    from releases
    group by source, name
),
dated as (
    select
        w.source, w.key as item, w.type, w.title, w.state, w.contract, w.estimate, w.sprint, w.released_in,
        cast(w.created_at as date) as created_on, cast(coalesce(w.updated_at, w.created_at) as date) as changed_on,
        s.place, s.starts_on, s.ends_on,
        case when w.state = 'declined' then cast(coalesce(w.closed_at, w.updated_at, w.created_at) as date)
            when w.state = 'done' and r.name is not null then r.released_on
            when w.state = 'done' then cast(coalesce(w.closed_at, w.updated_at, w.created_at) as date) end as ended_on,
        w.state = 'done' and r.name is not null as is_released
    from work_items w
    left join released r on r.source = w.source and r.name = w.released_in
    left join int_plan_sprints s on s.source = w.source and s.sprint = w.sprint
),
phased as (
    select
        source, item, type, title, contract, estimate, sprint, released_in,
        case when state = 'declined' then 'declined' when ended_on <= run_date() then 'shipped' else 'open' end as phase,
        created_on, case when state = 'declined' or ended_on <= run_date() then ended_on end as ended_on,
        case when state = 'declined' or ended_on <= run_date()
            then case when is_released then ended_on else period_unit('week', ended_on + 6) end end as since_on,
        changed_on, place, starts_on, ends_on
    from dated
)
select * from phased
