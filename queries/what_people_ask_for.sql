-- What do people ask for?
-- Messages with a sentence that asks for something, by theme, counted in people; "none" is what no theme catches.
-- percent is of all who asked for something in these days, with its 95 % interval (Wilson).
-- param: days integer = 91: how far to look back from the run's day
-- chart: bar x=theme y=percent low=at_least high=at_most
with asked as (
    select f.feedback_id, f.voter, f.votes, f.text, f.occurred_on
    from feedback f
    where f.is_request and f.occurred_on >= run_date() - cast($days as integer) and f.occurred_on < run_date()
),
themed as (
    select coalesce(n.name, 'none') as theme, a.*, t.quote
    from asked a
    left join feedback_themes t on t.feedback_id = a.feedback_id and t.occurred_on = a.occurred_on
    left join theme_names n on n.theme_id = t.theme_id
),
counted as (select count(distinct voter) as everybody from asked)
select
    t.theme, count(distinct t.voter) as people, c.everybody as of_people,
    round(100 * share(count(distinct t.voter), c.everybody), 1) as percent,
    round(100 * wilson_low(count(distinct t.voter), c.everybody), 1) as at_least,
    round(100 * wilson_high(count(distinct t.voter), c.everybody), 1) as at_most,
    sum(t.votes) as votes, max(t.occurred_on) as latest,
    arg_max(coalesce(t.quote, left(t.text, 200)), t.occurred_on) as latest_words
from themed t
cross join counted c
group by t.theme, c.everybody
order by people desc, theme
