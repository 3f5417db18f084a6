-- Which themes do people bring up together?
-- Pairs of themes in one message, over the last days. times is how much oftener a message with the first theme is about
-- the second than one without it (1: as often), with its exact 95 % interval; all pairs are tested together.
-- param: days integer = 182: how far to look back from the run's day
-- param: least integer = 5: messages that a pair must have
-- param: limit integer = 100: how many pairs to show, of all that are tested
with recent as materialized (
    select feedback_id, theme_id
    from feedback_themes
    where occurred_on >= run_date() - cast($days as integer) and occurred_on < run_date()
),
alone as (select theme_id, count(*) as messages from recent group by theme_id),
everything as (
    select count(*) as messages
    from feedback f
    where f.theme_count is not null and f.occurred_on >= run_date() - cast($days as integer)
        and f.occurred_on < run_date()
),
counted as (
    select a.theme_id, b.theme_id as with_theme_id, count(*) as both_themes
    from recent a
    join recent b on b.feedback_id = a.feedback_id and b.theme_id > a.theme_id
    group by a.theme_id, b.theme_id
),
pairs as (
    select n.name as theme, m.name as with_theme, c.both_themes, x.messages as first, y.messages as second,
        e.messages as of_messages
    from counted c
    join theme_names n on n.theme_id = c.theme_id
    join theme_names m on m.theme_id = c.with_theme_id
    join alone x on x.theme_id = c.theme_id
    join alone y on y.theme_id = c.with_theme_id
    cross join everything e
),
tested as (
    select *, rate_p(both_themes, first, second - both_themes, of_messages - first) as p
    from pairs
    where both_themes >= cast($least as integer)
),
judged as (
    select
        *, bh(p, list(p) over ()) as q,
        rate_ratio(both_themes, first, second - both_themes, of_messages - first) as times
    from tested
),
shown as (
    select *
    from judged
    order by times desc, both_themes desc, theme, with_theme
    limit cast($limit as bigint)
)
select
    theme, with_theme, both_themes as messages, first as of_theme, second as of_with_theme, of_messages,
    round(times, 2) as times,
    round(rate_low(both_themes, first, second - both_themes, of_messages - first), 2) as at_least,
    round(rate_high(both_themes, first, second - both_themes, of_messages - first), 2) as at_most, round(q, 4) as q,
    case when q <= 0.1 then 'real change' else 'could be chance' end as verdict
from shown
order by shown.times desc, messages desc, theme, with_theme
