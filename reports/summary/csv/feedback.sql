-- One page of the feedback, oldest first.
select feedback_id, source, channel, native_id, thread_id, response_id, person_key, person_match, voter, account, account_match, segment, plan,
    occurred_at, occurred_on, question, title, text, language, url, state, votes,
    array_to_string(labels, '; ') as labels, sentiment, polarity, is_request, theme_count, nps, csat
from feedback
where occurred_at between $1 and $2
    and (occurred_at > $1 or feedback_id >= $3)
    and (occurred_at < $2 or feedback_id <= $4)
order by occurred_at, feedback_id
