-- How well each theme's rules agree with people's labels.
select theme_id, labels, agreeing, rule_only, person_only, precision, precision_low, precision_high, recall, recall_low, recall_high,
    labelled_twice, kappa, verdict
from label_quality
