-- Feedback that is not about a theme, by words in it; without words, what no
-- theme catches comes first.
select
    f.feedback_id, f.source, f.native_id, f.occurred_on, f.channel, coalesce(f.segment, '') as segment,
    coalesce(f.title, '') as title, coalesce(f.text, '') as text, 0.0 as score, '' as origin, 0 as evidence_start, 0 as evidence_end
from feedback f
where not exists (select 1 from feedback_themes t where t.feedback_id = f.feedback_id and t.theme_id = $theme)
    and coalesce(f.text, f.title, '') <> ''
    and ($words = '' or contains(lower(coalesce(f.title, '') || ' ' || coalesce(f.text, '')), lower($words)))
order by case when $words = '' then f.theme_count else 0 end, f.occurred_at desc, f.feedback_id
limit 30
