-- Each theme that feedback is about is in theme_names.
select t.feedback_id, t.theme_id
from feedback_themes t
left join theme_names n on n.theme_id = t.theme_id
where n.theme_id is null
