-- The words by which each theme was found in the last 13 weeks: the first 15.
with counted as (
    select t.theme_id, lower(t.evidence) as words, count(*) as n
    from feedback_themes t
    join run_facts f on t.occurred_on between f.week_start - 84 and f.week_start + 6
    where t.evidence <> ''
    group by t.theme_id, lower(t.evidence)
),
ranked as (
    select *, row_number() over (partition by theme_id order by n desc, words) as place from counted
)
select theme_id, words, n
from ranked
where place <= 15
order by theme_id, place
