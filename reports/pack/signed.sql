-- Items under contract, beside what customers ask for now.
select
    c.item, i.url as item_url, c.title as item_note, c.verdict, c.phase, c.sprint, c.estimate, c.people, c.moved, coalesce(n.name, c.asks_theme) as asks,
    case when c.asks_people is not null then c.asked_by || ', ' || c.asks_people || ' people' end as asks_note,
    case when c.verdict = 'overtaken' then c.source || ' ' || c.item end as overtaken
from contracts c
left join theme_names n on n.theme_id = c.asks_theme
left join work_items i on i.source = c.source and i.key = c.item
order by case c.verdict when 'overtaken' then 0 when 'moved' then 1 when 'dropped' then 2 when 'on its way' then 3 else 4 end, c.item
