-- Verbatim sentences for each theme.
select theme_id, rank, feedback_id, quote, evidence, occurred_on, channel, segment, plan, polarity, url
from theme_quotes
order by theme_id, rank
