-- Items of the plan that are about the theme, open ones first.
with ranked as (
    select
        t.theme_id, w.key, coalesce(w.type, '') as type, coalesce(w.title, '') as title, coalesce(w.state, '') as state,
        coalesce(w.released_in, '') as released_in, coalesce(w.url, '') as url,
        row_number() over (
            partition by t.theme_id
            order by w.closed_at is not null, w.created_at desc nulls last, w.source, w.key
        ) as place
    from theme_items t
    join work_items w on w.source = t.source and w.key = t.item
)
select theme_id, key, type, title, state, released_in, url
from ranked
where place <= 40
order by theme_id, place
