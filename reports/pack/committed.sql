-- Items of the sprint under way and the next, with who asked for them.
with placed as (
    select s.source, s.name as sprint, s.starts_on, s.ends_on, dense_rank() over (partition by s.source order by s.starts_on) as nth
    from sprints s
    cross join run_facts f
    where s.ends_on >= f.run_date
),
asked as (
    select
        w.source, w.key, w.title, w.type, w.state, w.url, w.estimate, p.sprint, p.starts_on, t.theme_id, t.reasons, d.people, d.accounts, d.money, d.trend, d.trend_verdict, d.quotes,
        coalesce(d.is_demanded, false) as is_demanded,
        row_number() over (partition by w.source, w.key order by coalesce(d.people, 0) desc, t.theme_id) as nth
    from work_items w
    join placed p on p.source = w.source and p.sprint = w.sprint and p.nth <= 2
    left join theme_items t on t.source = w.source and t.item = w.key
    left join demand d on d.theme_id = t.theme_id
    where w.state in ('open', 'in progress')
)
select
    a.key as item, a.url as item_url, a.title as item_note, a.sprint, a.type, coalesce(n.name, a.theme_id, 'none') as theme,
    case when a.theme_id is not null then 'by ' || a.reasons end as theme_note, coalesce(a.people, 0) as people, coalesce(a.accounts, 0) as accounts, a.money, a.trend as trend_note, a.trend_verdict as trend
from asked a
left join theme_names n on n.theme_id = a.theme_id
where a.nth = 1
order by a.starts_on, a.sprint, coalesce(a.people, 0) desc, a.key
