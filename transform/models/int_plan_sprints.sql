-- One row per sprint of a plan, with its place before or after the run's day.
-- key: source, sprint
-- build: table
-- Sprints whose names differ in their numbers alone are those of one board; next
-- is the first one of its board that has not begun. A sprint without dates is
-- placed by its state.
-- column: place: past, current, next or later
with named as (
    select
        source, native_id as sprint, board_name(native_id) as board, starts_on, ends_on, state,
        row_number() over (
            partition by source, board_name(native_id), starts_on > run_date() order by starts_on, native_id) as nth
    from landing.sprints
),
placed as (
    select
        source, sprint, board, starts_on, ends_on,
        case when ends_on < run_date() then 'past' when starts_on <= run_date() then 'current'
            when starts_on > run_date() then case when nth = 1 then 'next' else 'later' end
            when state = 'closed' then 'past' when state = 'active' then 'current' else 'later' end as place
    from named
)
select * from placed
