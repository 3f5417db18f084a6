-- Who keeps coming back with the same thing?
-- People who brought up one theme in several weeks, with when they did last: a sign that nothing has helped them yet.
-- param: weeks integer = 3: in how many different weeks at least
-- param: days integer = 91: how far to look back from the run's day
-- param: theme theme = : only this theme
with often as (
    select theme_id, person_key
    from feedback_themes
    where person_key is not null and occurred_on >= run_date() - cast($days as integer)
        and occurred_on < run_date() and ($theme = '' or theme_id = $theme)
    group by theme_id, person_key
    having count(distinct date_trunc('week', occurred_on)) >= cast($weeks as integer)
),
said as (
    select t.*, f.account
    from feedback_themes t
    join often o on o.theme_id = t.theme_id and o.person_key = t.person_key
    join feedback f on f.feedback_id = t.feedback_id and f.occurred_on = t.occurred_on
    where t.occurred_on >= run_date() - cast($days as integer) and t.occurred_on < run_date()
)
select
    n.name as theme, max(s.account) as account, arg_max(s.quote, row(s.occurred_on, s.feedback_id)) as latest_words,
    count(distinct date_trunc('week', s.occurred_on)) as weeks, count(*) as times,
    count(*) filter (where s.polarity = 'negative') as unhappy, min(s.occurred_on) as first_day,
    max(s.occurred_on) as last_day, max(s.segment) as segment, s.person_key as person
from said s
join theme_names n on n.theme_id = s.theme_id
group by n.name, s.person_key
order by weeks desc, times desc, last_day desc, theme, person
