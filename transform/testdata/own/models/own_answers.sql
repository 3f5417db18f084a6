-- One row per rating, with the person's next one: a workspace's own model.
-- key: rating_id
-- build: incremental
select rating_id, person_key, score, next_on, score_before from ratings
