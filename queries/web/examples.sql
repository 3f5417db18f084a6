-- Feedback about a theme: the newest, or that of which the rules are least sure.
select
    f.feedback_id, f.source, f.native_id, f.occurred_on, f.channel, coalesce(f.segment, '') as segment,
    coalesce(f.title, '') as title, coalesce(f.text, '') as text, t.score, t.origin,
    coalesce(t.evidence_start, 0) as evidence_start, coalesce(t.evidence_end, 0) as evidence_end
from feedback_themes t
join feedback f on f.feedback_id = t.feedback_id
where t.theme_id = $theme
    and ($words = '' or contains(lower(coalesce(f.title, '') || ' ' || coalesce(f.text, '')), lower($words)))
order by case when $unsure then t.score end, f.occurred_at desc, f.feedback_id
limit 30
