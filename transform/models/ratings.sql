-- One row per rating up to the run's day: a number somebody gave.
-- key: rating_id
-- build: view
-- order: occurred_on, rating_id
-- Every answer is here. To count each person once in a period, take the rows of
-- it whose next_on is null or after its end.
-- column: rating_id: number of the rating, the same in each run
-- column: source: name of the source in earshot.yaml
-- column: channel: survey, review, ...
-- column: response_id: ties it to the words of the same answer (feedback.response_id)
-- column: person_key: keyed hash of the person, whatever address or login was used; null when anonymous
-- column: person_match: how the person was told, as in feedback
-- column: account: the customer organisation
-- column: account_match: how the account was told, as in feedback
-- column: segment: the account's segment
-- column: plan: the account's plan
-- column: occurred_at: when it was given (UTC)
-- column: occurred_on: local date
-- column: next_on: local date of the person's next answer, null when there is none
-- column: score_before: what the person answered before, as given; null when there is none
-- column: before_on: local date of that answer
-- column: metric: nps, csat, ces, stars
-- column: convention: how it was asked and is counted, empty for the usual way; see satisfaction
-- column: question: what was asked
-- column: score: as given
-- column: scale_min: lowest answer of the scale
-- column: scale_max: highest answer of the scale
-- column: class: top (NPS: promoter), bottom (NPS: detractor) or middle
with joined as (
    select
        r.rating_id, r.source, r.channel, r.response_id, r.person_key, r.person_match,
        a.account, a.account_match, a.segment, a.plan,
        r.occurred_at, r.occurred_on, l.next_on, l.score_before, l.before_on, r.metric, l.convention, r.question, r.score, r.scale_min, r.scale_max,
        case when l.top then 'top' when l.bottom then 'bottom' else 'middle' end as class
    from stg_ratings r
    join int_latest_ratings l on l.rating_id = r.rating_id
    left join int_raters a on a.rating_id = r.rating_id
)
select * from joined
