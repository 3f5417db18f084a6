-- Which themes make people happy, and which angry?
-- Of the people who mention a theme in the newest complete period, those whose latest words praise less those whose
-- latest words blame, in points, with its 95 % interval (adjusted Wald). The angriest theme stands first.
-- param: period choice(month, quarter, r4, r13) = r13: r4 and r13 are the last 4 and 13 complete weeks
-- param: least integer = 10: how many people a theme must have
-- chart: bar x=theme y=net_sentiment low=at_least high=at_most
with periods as (
    select t.*, max(t.period_start) over () as newest
    from themes t
    where t.period_kind = $period and t.dimension = 'all' and t.period_end < run_date()
)
select
    n.name as theme, p.people, p.positive, p.negative, round(p.net_sentiment, 1) as net_sentiment,
    round(p.net_low, 1) as at_least, round(p.net_high, 1) as at_most
from periods p
join theme_names n on n.theme_id = p.theme_id
where p.period_start = p.newest and p.people >= cast($least as integer)
order by p.net_sentiment, theme
