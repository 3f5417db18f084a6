-- How well do the themes' rules agree with people's labels?
-- Of the feedback that somebody labelled in labels.csv: the share of what the rules
-- found that people confirm (precision), and of what people named that the rules
-- found (recall), each with its 95 % interval (Wilson). People label where rules look
-- wrong, so this is no sample of all feedback. Kappa is how far two people agree.
select
    n.name as theme, q.labels, q.agreeing, q.rule_only, q.person_only,
    round(q.precision, 1) as precision, round(q.precision_low, 1) as precision_low,
    round(q.precision_high, 1) as precision_high,
    round(q.recall, 1) as recall, round(q.recall_low, 1) as recall_low,
    round(q.recall_high, 1) as recall_high,
    q.labelled_twice, round(q.kappa, 2) as kappa, q.verdict
from label_quality q
join theme_names n on n.theme_id = q.theme_id
order by q.labels desc, n.name, q.theme_id
