-- All themes, with how much is about them.
select
    t.theme_id, t.name, coalesce(p.name, '') as parent, coalesce(t.owner, '') as owner, coalesce(t.description, '') as description,
    count(f.feedback_id) as feedback, count(*) filter (where f.origin = 'label') as by_label
from theme_names t
left join theme_names p on p.theme_id = t.parent_id
left join feedback_themes f on f.theme_id = t.theme_id
group by t.theme_id, t.name, p.name, t.owner, t.description
order by t.name
