-- How well rules and people's labels agree.
select theme_id, labels, agreeing, rule_only, person_only, neither, precision, precision_low, precision_high, recall, recall_low, recall_high,
    labelled_twice, people_agree, kappa, verdict
from label_quality
order by theme_id
