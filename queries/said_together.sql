-- Which themes do people bring up together?
-- Pairs of themes in one message, over the last days. times is how much oftener a message with the first theme is about
-- the second than one without it (1: as often), with its exact 95 % interval; all pairs are tested together.
-- param: days integer = 182: how far to look back from the run's day
-- param: least integer = 5: messages that a pair must have
with recent as (
    select t.feedback_id, t.theme_id, n.name
    from feedback_themes t
    join theme_names n on n.theme_id = t.theme_id
    cross join run_facts r
    where t.occurred_on >= r.run_date - cast($days as integer) and t.occurred_on < r.run_date
),
alone as (select theme_id, count(*) as messages from recent group by theme_id),
everything as (
    select count(*) as messages
    from feedback f
    cross join run_facts r
    where f.text is not null and f.occurred_on >= r.run_date - cast($days as integer) and f.occurred_on < r.run_date
),
pairs as (
    select a.name as theme, b.name as with_theme, count(*) as both_themes, max(x.messages) as first,
        max(y.messages) as second, max(e.messages) as of_messages
    from recent a
    join recent b on b.feedback_id = a.feedback_id and b.theme_id > a.theme_id
    join alone x on x.theme_id = a.theme_id
    join alone y on y.theme_id = b.theme_id
    cross join everything e
    group by a.name, b.name
),
tested as (
    select *, rate_p(both_themes, first, second - both_themes, of_messages - first) as p
    from pairs
    where both_themes >= cast($least as integer)
),
judged as (select *, bh(p, list(p) over ()) as q from tested)
select
    theme, with_theme, both_themes as messages, first as of_theme, second as of_with_theme, of_messages,
    round(rate_ratio(both_themes, first, second - both_themes, of_messages - first), 2) as times,
    round(rate_low(both_themes, first, second - both_themes, of_messages - first), 2) as at_least,
    round(rate_high(both_themes, first, second - both_themes, of_messages - first), 2) as at_most, round(q, 4) as q,
    case when q <= 0.1 then 'real change' else 'could be chance' end as verdict
from judged
order by times desc, messages desc, theme, with_theme
