-- One page of the theme figures: one kind and month of periods.
select theme_id, period_kind, period_start, period_end, dimension, value, mentions, people, exposure, share, share_low, share_high,
    positive, negative, net_sentiment, net_low, net_high
from themes
where period_kind = $1 and period_start between $2 and $3
order by period_kind, period_start, theme_id, dimension, value
