-- One row per sprint with dates, as satisfaction is counted by it.
-- key: sprint, starts_on
-- build: table
-- Sprints of one source whose names differ in their numbers alone are those of
-- one board. A sprint ends before the next one of its board begins, though the
-- plan may give that day to both. The one before is the last of the same board
-- that has ended when it begins; a board without such names has the last sprint of
-- the source. What is longer than a quarter is no sprint.
with dated as (
    select
        source, native_id as sprint, board_name(native_id) as board, starts_on, ends_on,
        count(*) over (partition by source) as sprints
    from landing.sprints
    where ends_on between starts_on and starts_on + interval '91' day
),
-- an old export may hold some of the sprints once more
told as (
    select *, row_number() over (partition by sprint, starts_on order by sprints desc, source) as nth from dated
),
followed as (
    select
        source, sprint, board, starts_on, ends_on,
        min(starts_on) over (
            partition by source, board order by starts_on
            range between interval '1' day following and unbounded following) as next_on
    from told
    where nth = 1
),
parted as (
    select
        source, sprint, board, starts_on,
        case when next_on <= ends_on then cast(next_on - interval '1' day as date) else ends_on end as ends_on
    from followed
),
ranked as (
    select
        s.sprint, s.starts_on, s.ends_on, b.sprint as previous_sprint, b.starts_on as previous_start,
        row_number() over (
            partition by s.sprint, s.starts_on
            order by case when b.board = s.board then 0 else 1 end, b.ends_on desc, b.starts_on desc, b.sprint) as nth
    from parted s
    left join parted b on b.source = s.source and b.ends_on < s.starts_on
),
one_each as (
    select sprint, starts_on, ends_on, previous_sprint, previous_start
    from ranked
    where nth = 1
)
select * from one_each
