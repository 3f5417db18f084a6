-- What do people ask for?
-- Messages with a sentence that asks for something, by theme, counted in people; "none" is what no theme catches.
-- percent is of all who asked for something in these days, with its 95 % interval (Wilson).
-- param: days integer = 91: how far to look back from the run's day
-- chart: bar x=theme y=percent low=at_least high=at_most
with asked as materialized (
    select feedback_id, voter, votes, occurred_on
    from feedback
    where is_request and occurred_on >= run_date() - cast($days as integer) and occurred_on < run_date()
),
themed as materialized (
    select t.theme_id, a.*
    from asked a
    left join feedback_themes t on t.feedback_id = a.feedback_id and t.occurred_on = a.occurred_on
),
counted as (
    select theme_id, count(distinct voter) as people, sum(votes) as votes, max(occurred_on) as latest
    from themed
    group by theme_id
),
newest as (
    select c.theme_id, c.latest, max(t.feedback_id) as feedback_id
    from counted c
    join themed t on t.theme_id is not distinct from c.theme_id and t.occurred_on = c.latest
    group by c.theme_id, c.latest
),
words as (
    select w.theme_id, coalesce(t.quote, left(f.text, 200)) as latest_words
    from newest w
    join feedback f on f.feedback_id = w.feedback_id and f.occurred_on = w.latest
    left join feedback_themes t on t.feedback_id = w.feedback_id and t.occurred_on = w.latest
        and t.theme_id = w.theme_id
),
everybody as (select count(distinct voter) as people from asked)
select
    coalesce(n.name, 'none') as theme, c.people, e.people as of_people,
    round(100 * share(c.people, e.people), 1) as percent, round(100 * wilson_low(c.people, e.people), 1) as at_least,
    round(100 * wilson_high(c.people, e.people), 1) as at_most, c.votes, c.latest, w.latest_words
from counted c
cross join everybody e
join words w on w.theme_id is not distinct from c.theme_id
left join theme_names n on n.theme_id = c.theme_id
order by c.people desc, theme
