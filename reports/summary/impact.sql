-- What each theme goes along with, largest impact first. Those with too few
-- answers have none and come last.
select i.theme_id, coalesce(nullif(t.name, ''), i.theme_id), i.metric, coalesce(i.convention, ''), i.figure, i.n, i.n_with, i.share_with,
    i.score, i.score_with, i.score_without, i.impact, i.impact_low, i.impact_high, i.q_value, coalesce(i.verdict, '')
from theme_impact i
left join theme_names t on t.theme_id = i.theme_id
order by i.metric, i.convention, i.impact is null, abs(i.impact) desc, i.n_with desc, i.theme_id
