-- Which themes go with a lower score, and by how much?
-- impact is the score of all answers less that of the answers without the theme, over the last 13 complete weeks, with
-- its 95 % interval: below 0 the score would be higher without them. An association, no cause; impacts do not add up,
-- and none is shown below 10 answers.
-- param: metric choice(nps, csat, ces, stars) = nps: which score
-- chart: bar x=theme y=impact low=at_least high=at_most
select
    n.name as theme, i.verdict, i.n_with, i.n, round(i.share_with, 1) as percent_with,
    round(i.score_with, 1) as score_with, round(i.score_without, 1) as score_without, round(i.impact, 1) as impact,
    round(i.impact_low, 1) as at_least, round(i.impact_high, 1) as at_most, round(i.q_value, 4) as q, i.convention
from theme_impact i
join theme_names n on n.theme_id = i.theme_id
where i.metric = $metric
order by i.impact is null, i.impact, theme
