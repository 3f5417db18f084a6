-- One row per rating, with its author's answers before and after it.
-- key: rating_id
-- build: incremental
-- together: person_key
-- All answers of a person are looked at together, whatever the run's day:
-- int_latest_ratings has those up to it.
-- column: convention: how it was asked and is counted, empty for the usual way; see satisfaction
-- column: figure: what is made of it: net (top less bottom), share (top) or mean; null for NPS asked on a scale that does not end at 10
-- column: score: on the scale as asked, turned round where low is good (scale units)
-- column: top: at the good end: NPS 9-10; CSAT, stars and CES index the top two boxes; other CES above the middle
-- column: bottom: at the bad end: NPS 0-6; CSAT and stars the bottom two boxes; CES below the middle
-- column: next_on: local date of the author's next answer to the same metric and convention, null when there is none
-- column: score_before: score of the author's answer before, as given; null when there is none
-- column: before_on: its local date
with asked as (
    select
        rating_id, metric, person_key, occurred_on, occurred_at, source, scale_min, scale_max,
        (scale_min + scale_max) / 2 as middle, score as given,
        convention_name(metric, convention, scale_min, scale_max, low_is_good) as convention,
        case when low_is_good then scale_min + scale_max - score else score end as score,
        case when metric = 'nps' then case when scale_min in (0, 1) and scale_max = 10 then 'net' end
            when metric in ('csat', 'stars') or convention = 'share' then 'share'
            when convention = 'index' then 'net'
            else 'mean' end as figure,
        -- a scale of two or three boxes has no two at either end
        case when scale_max - scale_min < 3 then 0 else 1 end as below_end
    from stg_ratings
),
classed as (
    select
        rating_id, metric, convention, figure, person_key, occurred_on, occurred_at, source, score, given,
        case when figure is null then null
            when metric = 'nps' then score >= 9
            when metric = 'ces' and figure <> 'net' then score > middle
            else score >= scale_max - below_end end as top,
        case when figure is null then null
            when metric = 'nps' then score <= 6
            when metric = 'ces' then score < middle
            else score <= scale_min + below_end end as bottom
    from asked
),
followed as (
    select
        rating_id, person_key, metric, convention, figure, score, top, bottom, occurred_on,
        lead(occurred_on) over answers as next_on, lag(given) over answers as score_before, lag(occurred_on) over answers as before_on
    from classed
    window answers as (
        partition by metric, convention, person_key, case when person_key is null then rating_id end
        order by occurred_on, occurred_at, source desc, rating_id desc
    )
)
select * from followed
