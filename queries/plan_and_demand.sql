-- What does the plan hold for what customers talk about?
-- Each theme with the people who mentioned it in the last 13 complete weeks, against the items of the plan that are
-- about it: by a label, by their words, or because a person said so. Demand without an open item stands out; so do
-- items that nobody talks about. Items that are about no theme are not here.
-- chart: bar x=theme y=people
with recent as (
    select *, max(period_start) over () as newest
    from themes
    where period_kind = 'r13' and dimension = 'all'
),
items as (
    select
        t.theme_id, count(*) filter (where w.state in ('open', 'in progress')) as waiting,
        count(*) filter (where w.state = 'in progress') as in_progress,
        count(*) filter (where w.state = 'done') as done,
        sum(w.estimate) filter (where w.state in ('open', 'in progress')) as estimate,
        string_agg(w.key, ', ' order by w.key) filter (where w.state in ('open', 'in progress')) as keys
    from theme_items t
    join work_items w on w.source = t.source and w.key = t.item
    group by t.theme_id
)
select
    n.name as theme, n.owner, r.people, round(r.share, 1) as percent, r.negative as unhappy,
    coalesce(i.waiting, 0) as waiting, coalesce(i.in_progress, 0) as in_progress, coalesce(i.done, 0) as done,
    i.estimate, i.keys
from recent r
join theme_names n on n.theme_id = r.theme_id
left join items i on i.theme_id = r.theme_id
where r.period_start = r.newest
order by r.people desc, theme
