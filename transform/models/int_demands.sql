-- One row per mention of a theme that demands something, before the run's day.
-- key: feedback_id, theme_id
-- build: view
-- column: voter: number of the person, or of the answer when it is anonymous
with mentions as (
    select feedback_id, theme_id, number_of(voter) as voter, occurred_on, is_request
    from feedback_themes
    where is_demand(is_request, polarity) and occurred_on < run_date()
)
select * from mentions
