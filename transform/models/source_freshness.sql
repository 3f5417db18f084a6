-- One row per source: what came from it, when, and whether it has gone silent.
-- key: source
-- build: table
-- A source is stale when it has been silent for longer than earshot.yaml allows.
-- column: source: name in earshot.yaml
-- column: channel: survey, email, tracker, review, chat; null: a plan or customers
-- column: first_on: local date of its oldest record
-- column: last_on: local date of its newest record
-- column: days_since: days from the newest record to the run's day
-- column: allowed_days: silence that earshot.yaml allows
-- column: stale: true when it has been silent for longer
-- column: feedback: records of feedback
-- column: ratings: records of ratings
-- column: read: units read in all runs: survey rows, mails, issues
-- column: stored: of them stored
-- column: rejected: of them rejected as unreadable
-- column: skipped: of them counted out, with a reason
-- column: landed_at: when it last brought something (UTC)
with said as (
    select source, channel, occurred_on, 1 as feedback, 0 as ratings from stg_feedback
    union all
    select source, channel, occurred_on, 0, 1 from stg_ratings
),
spoken as (
    select
        source, min(channel) as channel, min(occurred_on) as first_on, max(occurred_on) as last_on,
        cast(sum(feedback) as bigint) as feedback, cast(sum(ratings) as bigint) as ratings
    from said
    group by source
),
landed as (
    select
        source, cast(sum(read) as bigint) as read, cast(sum(stored) as bigint) as stored,
        cast(sum(rejected) as bigint) as rejected, cast(sum(skipped) as bigint) as skipped, max(landed_at) as landed_at
    from ops.batches
    group by source
),
joined as (
    select
        r.source, s.channel, s.first_on, s.last_on, run_date() - s.last_on as days_since, r.stale_days as allowed_days,
        coalesce(run_date() - s.last_on > r.stale_days, false) as stale,
        coalesce(s.feedback, 0) as feedback, coalesce(s.ratings, 0) as ratings,
        coalesce(l.read, 0) as read, coalesce(l.stored, 0) as stored,
        coalesce(l.rejected, 0) as rejected, coalesce(l.skipped, 0) as skipped, l.landed_at
    from lookup.source_rules r
    left join spoken s on s.source = r.source
    left join landed l on l.source = r.source
)
select * from joined
