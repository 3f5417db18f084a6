-- Which sentences of customers tell a theme best?
-- Verbatim but for addresses and numbers, one a person, the last complete week first, of a length that a slide bears.
-- param: theme theme = login: the theme's id
select q.rank, q.quote, q.polarity, q.segment, q.plan, q.channel, q.occurred_on as day, q.url
from theme_quotes q
where q.theme_id = $theme
order by q.rank
