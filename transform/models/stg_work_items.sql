-- One row per item of the plan that is not deleted, in each source that has it.
-- key: item_id
-- build: view
-- item_id stands where feedback has its feedback_id: what an item says goes the
-- way of customers' words (int_texts), and is found by the same phrases.
with numbered as (
    select
        item_number(source, native_id) as item_id, source, native_id, type, title, body, state, sprint, released_in,
        contract, estimate, votes, labels, url, created_at, updated_at, closed_at, batch_no
    from landing.work_items
    where not deleted
)
select * from numbered
