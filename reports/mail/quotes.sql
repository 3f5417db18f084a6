-- The first quotations of the last complete week for each theme that still stand
-- word for word in the feedback.
with verbatim as (
    select q.theme_id, coalesce(nullif(t.name, ''), q.theme_id) as name, q.quote, q.occurred_on, q.channel, coalesce(q.segment, '') as segment,
        row_number() over (partition by q.theme_id, coalesce(q.segment, '') order by q.rank, q.feedback_id) as place, q.rank, q.feedback_id
    from theme_quotes q
    join run_facts f on q.occurred_on between f.week_start and f.week_start + 6
    join feedback b on b.feedback_id = q.feedback_id and b.occurred_on = q.occurred_on and contains(b.text, q.quote)
    left join theme_names t on t.theme_id = q.theme_id
    where trim(q.quote) <> ''
)
select theme_id, name, quote, occurred_on, coalesce(channel, ''), segment
from verbatim
where place <= 3
order by theme_id, rank, feedback_id
