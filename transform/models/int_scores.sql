-- One row per rating up to the run's day, and per feedback that praises or blames.
-- key: metric, record_id
-- build: view
-- Net sentiment is counted like a rating: of each person the latest feedback of
-- a period.
-- column: record_id: of the rating or the feedback
-- column: figure: what is made of it: net, share or mean
-- column: profile: all that it can be cut by (int_profiles)
-- column: score: on the scale as asked, turned round where low is good (scale units)
-- column: next_on: local date of the author's next one; the end of time where no period reaches it (within_reach)
with answers as (
    select
        a.metric, a.convention, a.figure, a.rating_id as record_id, p.profile, r.account, a.is_anonymous,
        a.score, a.top, a.bottom, a.occurred_on, a.next_on
    from int_latest_ratings a
    join int_rating_profiles p on p.rating_id = a.rating_id
    join int_raters r on r.rating_id = a.rating_id
),
praises as (
    select
        'sentiment' as metric, 'feedback' as convention, 'net' as figure, f.feedback_id as record_id, p.profile, a.account,
        f.person_key is null as is_anonymous, f.sentiment as score,
        f.polarity = 'positive' as top, f.polarity = 'negative' as bottom, f.occurred_on,
        lead(f.occurred_on) over (partition by f.voter order by f.occurred_on, f.occurred_at, f.feedback_id) as next_on
    from feedback f
    join int_feedback_profiles p on p.feedback_id = f.feedback_id
    join int_authors a on a.feedback_id = f.feedback_id
    where f.sentiment is not null and f.occurred_on <= run_date()
),
both_sorts as (
    select * from answers
    union all
    select * from praises
),
scores as (
    select
        metric, convention, figure, record_id, profile, account, is_anonymous, score, top, bottom, occurred_on,
        within_reach(occurred_on, next_on) as next_on
    from both_sorts
)
select * from scores
