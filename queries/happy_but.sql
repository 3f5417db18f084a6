-- Who scores us high and complains all the same?
-- A 9 or 10 whose words ask for something or clearly blame: what even those who like the product miss. Sentiment is
-- judged word by word, so some are only jokes.
-- param: days integer = 91: how far to look back from the run's day
select
    f.occurred_on as day, f.nps as score, round(f.sentiment, 2) as sentiment, f.is_request as asks, f.account,
    f.text, f.segment
from feedback f
where f.nps >= 9 and (f.sentiment <= -0.3 or f.is_request)
    and f.occurred_on >= run_date() - cast($days as integer)
order by f.occurred_on desc, f.feedback_id
