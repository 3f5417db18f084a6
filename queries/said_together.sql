-- Which themes do people bring up together?
-- Pairs of themes in one message, over the last days. times is how much oftener a message with the first theme is about
-- the second than one without it (1: as often), with its exact 95 % interval; all pairs are tested together.
-- param: days integer = 182: how far to look back from the run's day
-- param: least integer = 5: messages that a pair must have
-- param: limit integer = 100: how many pairs to show, of all that are tested
with numbered as (select theme_id, name, row_number() over (order by theme_id) as theme from theme_names),
recent as materialized (
    select t.feedback_id, n.theme
    from feedback_themes t
    join numbered n on n.theme_id = t.theme_id
    where t.occurred_on >= run_date() - cast($days as integer) and t.occurred_on < run_date()
),
alone as (select theme, count(*) as messages from recent group by theme),
everything as (
    select count(*) as messages
    from feedback f
    where f.theme_count is not null and f.occurred_on >= run_date() - cast($days as integer)
        and f.occurred_on < run_date()
),
counted as (
    select a.theme, b.theme as with_theme, count(*) as both_themes
    from recent a
    join recent b on b.feedback_id = a.feedback_id and b.theme > a.theme
    group by a.theme, b.theme
),
pairs as (
    select n.name as theme, m.name as with_theme, c.both_themes, x.messages as first, y.messages as second,
        e.messages as of_messages
    from counted c
    join numbered n on n.theme = c.theme
    join numbered m on m.theme = c.with_theme
    join alone x on x.theme = c.theme
    join alone y on y.theme = c.with_theme
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
