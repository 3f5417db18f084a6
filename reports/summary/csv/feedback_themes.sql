-- One page of the themes found in feedback, oldest feedback first.
select feedback_id, theme_id, score, origin, evidence, evidence_start, evidence_end, quote, quote_start,
    sentiment, polarity, voter, person_key, occurred_on, channel, segment
from feedback_themes
where occurred_on between $1 and $2
    and (occurred_on > $1 or feedback_id >= $3)
    and (occurred_on < $2 or feedback_id <= $4)
order by occurred_on, feedback_id, theme_id
