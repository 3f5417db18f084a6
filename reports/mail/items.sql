-- The work item of each theme: the one that a claim names, else the newest open
-- one that carries the theme's id or name as a label.
with labelled as (
    select t.theme_id, w.key, coalesce(w.title, '') as title, coalesce(w.state, '') as state, coalesce(w.url, '') as url,
        row_number() over (partition by t.theme_id order by w.updated_at desc nulls last, w.key) as place
    from theme_names t
    join work_items w on len(list_filter(w.labels, l -> lower(l) in (lower(t.theme_id), lower(t.name)))) > 0
    where lower(coalesce(w.state, '')) not in ('done', 'declined')
)
select theme_id, key, title, state, url
from labelled
where place = 1
order by theme_id
