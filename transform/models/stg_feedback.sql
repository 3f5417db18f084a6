-- One row per feedback that is not deleted and no copy of another source's.
-- key: feedback_id
-- build: view
-- A voter is the person or, for anonymous feedback, the answer itself: counting
-- distinct voters counts people, with each anonymous answer as one.
with kept as (
    select
        feedback_id, source, channel, native_id, thread_id, parent_id, response_id,
        person_key, author_name, author_email, account,
        occurred_at, occurred_on, question, title, body,
        language, url, segments, labels, state, votes, batch_no,
        coalesce(person_key, source || ':' || coalesce(response_id, native_id)) as voter
    from landing.feedback
    where not deleted and feedback_id not in (select id from lookup.copies where record = 'feedback')
)
select * from kept
