-- Items of the plan that carry the theme's id or name as a label, open ones first.
with labelled as (
    select t.theme_id, w.source, w.key, coalesce(w.type, '') as type, coalesce(w.title, '') as title, coalesce(w.state, '') as state,
        coalesce(w.released_in, '') as released_in, coalesce(w.url, '') as url, w.closed_at is not null as is_closed, w.created_at
    from work_items w
    join theme_names t on list_contains(list_transform(w.labels, l -> lower(l)), lower(t.theme_id))
        or list_contains(list_transform(w.labels, l -> lower(l)), lower(t.name))
),
ranked as (
    select *, row_number() over (partition by theme_id order by is_closed, created_at desc nulls last, source, key) as place from labelled
)
select theme_id, key, type, title, state, released_in, url
from ranked
where place <= 40
order by theme_id, place
