-- The first quotations of each theme that still stand word for word in the
-- feedback, with the place of the evidence in the sentence (1-based characters).
with verbatim as (
    select q.theme_id, q.feedback_id, q.quote, coalesce(q.evidence, '') as evidence, q.occurred_on, q.channel,
        coalesce(q.segment, '') as segment, coalesce(q.plan, '') as plan, coalesce(q.url, '') as url,
        row_number() over (partition by q.theme_id order by q.rank, q.feedback_id) as place
    from theme_quotes q
    join feedback b on b.feedback_id = q.feedback_id and b.occurred_on = q.occurred_on and contains(b.text, q.quote)
    where q.quote <> ''
)
select v.theme_id, v.quote, v.evidence, v.occurred_on, v.channel, v.segment, v.plan, v.url,
    coalesce(t.evidence_start - t.quote_start + 1, 0), coalesce(t.evidence_end - t.quote_start + 1, 0)
from verbatim v
left join feedback_themes t on t.feedback_id = v.feedback_id and t.occurred_on = v.occurred_on and t.theme_id = v.theme_id and t.quote = v.quote
where v.place <= $1
order by v.theme_id, v.place
