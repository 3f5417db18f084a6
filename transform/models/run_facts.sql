-- One row per publication: what it is of.
-- key: run_id
-- build: table
-- column: run_id: the run that built the marts
-- column: as_of: the moment it was run for (UTC)
-- column: run_date: its local date; complete periods before it are shown
-- column: workspace: name of the workspace
-- column: timezone: zone of local dates
-- column: week_start: Monday of the last complete week
-- column: newest_on: local date of the newest feedback or rating up to the run's day
-- column: feedback: records of feedback
-- column: ratings: records of ratings
-- column: people: distinct people behind the feedback, each anonymous answer one
with words as (
    select max(case when occurred_on <= run_date() then occurred_on end) as newest_on, count(*) as feedback, count(distinct voter) as people
    from int_feedback_profiles
),
numbers as (
    select max(case when occurred_on <= run_date() then occurred_on end) as newest_on, count(*) as ratings
    from stg_ratings
),
facts as (
    select
        r.run_id, r.as_of, r.run_date, r.workspace, r.timezone, last_week() as week_start,
        case when w.newest_on >= n.newest_on or n.newest_on is null then w.newest_on else n.newest_on end as newest_on,
        w.feedback, n.ratings, w.people
    from lookup.run r
    cross join words w
    cross join numbers n
)
select * from facts
