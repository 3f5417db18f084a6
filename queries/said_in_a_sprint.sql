-- What did customers say during a sprint?
-- Each theme's people in the sprint against the sprint before, all themes tested together: a start for the review.
-- param: sprint sprint = : its name; none: the last one that has ended
-- chart: bar x=theme y=percent low=at_least high=at_most
with ended as (
    select s.name, s.starts_on, s.ends_on,
        lag(s.starts_on) over (partition by s.source order by s.starts_on) as before_from
    from sprints s
    where s.starts_on < run_date()
),
picked as (
    select e.*
    from ended e
    where e.name = $sprint or ($sprint = '' and e.ends_on < run_date())
    order by e.starts_on desc, e.name
    limit 1
),
said as (
    select f.feedback_id, f.voter, p.name as sprint, f.occurred_on >= p.starts_on as is_now
    from feedback f
    cross join picked p
    where f.occurred_on >= coalesce(p.before_from, p.starts_on) and f.occurred_on <= p.ends_on
),
exposed as (
    select sprint, count(distinct voter) filter (where is_now) as of_people,
        count(distinct voter) filter (where not is_now) as of_before
    from said
    group by sprint
),
counted as (
    select e.sprint, n.name as theme, e.of_people, e.of_before,
        count(distinct s.voter) filter (where s.is_now) as people,
        count(distinct s.voter) filter (where not s.is_now) as people_before
    from exposed e
    cross join theme_names n
    left join feedback_themes t on t.theme_id = n.theme_id
    left join said s on s.feedback_id = t.feedback_id
    group by e.sprint, n.name, e.of_people, e.of_before
),
tested as (select *, rate_p(people, of_people, people_before, of_before) as p from counted),
judged as (select *, bh(p, list(p) over ()) as q from tested)
select
    sprint, theme, people, of_people, round(100 * share(people, of_people), 1) as percent,
    round(100 * wilson_low(people, of_people), 1) as at_least,
    round(100 * wilson_high(people, of_people), 1) as at_most, people_before, of_before,
    round(rate_ratio(people, of_people, people_before, of_before), 2) as times, round(q, 4) as q,
    case
        when people < 5 and people_before < 5 then 'too few to tell'
        when q <= 0.1 then 'real change'
        else 'could be chance'
    end as verdict
from judged
order by people desc, theme
