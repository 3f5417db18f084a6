-- One row per rating up to the run's day, with the day of its author's next one.
-- key: rating_id
-- build: view
-- A person counts once per metric, convention and period, with the latest answer;
-- an answer without a person always counts. Of any period, be it a week, a sprint
-- or the 13 weeks before a release, an answer is its author's latest when
-- occurred_on falls into it and next_on does not: it is null or after the end.
-- The columns are those of int_rating_order.
-- column: next_on: local date of the author's next answer up to the run's day, null when there is none
with so_far as (
    select
        rating_id, metric, convention, figure, score, top, bottom, person_key is null as is_anonymous, occurred_on,
        case when next_on <= run_date() then next_on end as next_on, score_before, before_on
    from int_rating_order
    where occurred_on <= run_date()
)
select * from so_far
