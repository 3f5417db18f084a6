-- What has changed in what people say since a release?
-- Every theme as many days after the release (28 at most, up to the run's day) as before it, all tested together.
-- This is for looking around: a theme picked afterwards proves nothing; did_it_help judges what was said beforehand.
-- param: release release = : its name; none: the newest one
-- chart: bar x=theme y=times low=at_least high=at_most
with newest as (
    select s.name, max(s.released_on) as day, run_date() as run_date
    from releases s
    where s.released_on < run_date() and ($release = '' or s.name = $release)
    group by s.name
    order by day desc, s.name desc
    limit 1
),
windowed as (select name, day, cast(least(28, run_date - day) as integer) as days from newest),
said as (
    select f.feedback_id, f.voter, w.name, w.days, f.occurred_on >= w.day as after
    from feedback f
    cross join windowed w
    where f.occurred_on >= w.day - w.days and f.occurred_on < w.day + w.days
),
exposed as (
    select name, days, count(distinct voter) filter (where not after) as of_before,
        count(distinct voter) filter (where after) as of_after
    from said
    group by name, days
),
counted as (
    select n.name as theme, e.name as release, e.days, e.of_before, e.of_after,
        count(distinct s.voter) filter (where not s.after) as people_before,
        count(distinct s.voter) filter (where s.after) as people_after
    from exposed e
    cross join theme_names n
    left join feedback_themes t on t.theme_id = n.theme_id
    left join said s on s.feedback_id = t.feedback_id
    group by n.name, e.name, e.days, e.of_before, e.of_after
),
tested as (
    select *, rate_p(people_after, of_after, people_before, of_before) as p
    from counted
    where people_before + people_after > 0
),
judged as (select *, bh(p, list(p) over ()) as q from tested)
select
    release, days, theme, people_before, of_before, people_after, of_after,
    round(rate_ratio(people_after, of_after, people_before, of_before), 2) as times,
    round(rate_low(people_after, of_after, people_before, of_before), 2) as at_least,
    round(rate_high(people_after, of_after, people_before, of_before), 2) as at_most, round(q, 4) as q,
    case
        when people_before < 5 and people_after < 5 then 'too few to tell'
        when q <= 0.1 then 'real change'
        else 'could be chance'
    end as verdict
from judged
order by q, theme
