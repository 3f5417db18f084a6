-- The work item of each theme: of the open ones that are about it, the one that
-- changed last.
with open_items as (
    select
        t.theme_id, w.key, coalesce(w.title, '') as title, coalesce(w.state, '') as state, coalesce(w.url, '') as url,
        row_number() over (partition by t.theme_id order by w.updated_at desc nulls last, w.key) as place
    from theme_items t
    join work_items w on w.source = t.source and w.key = t.item
    where lower(coalesce(w.state, '')) not in ('done', 'declined')
)
select theme_id, key, title, state, url
from open_items
where place = 1
order by theme_id
