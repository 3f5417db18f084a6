-- What do people talk about most?
-- The share of people who mention each theme in the newest complete period, with its 95 % interval, and how those
-- feel about it. Several themes in one message count for each.
-- param: period choice(week, month, quarter, r4, r13) = r4: r4 and r13 are the last 4 and 13 complete weeks
-- param: dimension choice(all, segment, plan, channel, language) = all: what feedback is cut by
-- param: value text = all: one of the dimension's values
-- chart: bar x=theme y=percent low=at_least high=at_most
with periods as (
    select t.*, max(t.period_start) over () as newest
    from themes t
    where t.period_kind = $period and t.dimension = $dimension and t.value = $value and t.period_end < run_date()
)
select
    n.name as theme, p.people, p.exposure as of_people, round(p.share, 1) as percent,
    round(p.share_low, 1) as at_least, round(p.share_high, 1) as at_most, p.positive, p.negative,
    round(p.net_sentiment, 0) as net_sentiment, p.period_start as first_day, p.period_end as last_day
from periods p
join theme_names n on n.theme_id = p.theme_id
where p.period_start = p.newest
order by p.people desc, theme
