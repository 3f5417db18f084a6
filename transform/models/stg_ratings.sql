-- One row per rating that is not deleted and no copy of another source's.
-- key: rating_id
-- build: view
with kept as (
    select
        rating_id, source, channel, native_id, response_id,
        person_key, author_email, account,
        occurred_at, occurred_on, question, metric, convention,
        score, scale_min, scale_max, low_is_good, language, segments, batch_no
    from landing.ratings
    where not deleted and rating_id not in (select id from lookup.copies where record = 'rating')
)
select * from kept
