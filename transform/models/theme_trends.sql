-- One row per theme with 8 weeks of feedback to look back on.
-- key: theme_id
-- build: table
-- Which way a theme has gone slowly: Mann-Kendall's test and Theil-Sen's slope of
-- its weekly share of people over the last 26 complete weeks, all themes tested
-- together. A sudden rise or fall is in movers.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: weeks: complete weeks with feedback
-- column: people: people who mentioned it in these weeks, summed over weeks
-- column: first_start: Monday of the first week
-- column: slope: change of the share of people a week (points of 100)
-- column: slope_low: lower end of its 95 % interval (as slope)
-- column: slope_high: upper end (as slope)
-- column: p_value: two-sided, of no trend
-- column: q_value: Benjamini-Hochberg over all themes
-- column: direction: up, down or flat
-- column: verdict: real change (q at most .10), could be chance, or too few to tell (below 20 people in all weeks)
with weekly as (
    select theme_id, period_start, people, share, period_number('week', period_start) as place
    from themes
    where dimension = 'all' and period_kind = 'week' and period_start > last_week() - interval '182' day
),
series as (
    select
        theme_id, count(*) as weeks, cast(sum(people) as bigint) as people, min(period_start) as first_start,
        in_order(share, place) as shares, in_order(place, place) as places
    from weekly
    group by theme_id
    having count(*) >= 8
),
trends as (
    select
        theme_id, weeks, people, first_start, slope(places, shares) as slope, slope_low(places, shares) as slope_low,
        slope_high(places, shares) as slope_high, trend_z(shares) as z, trend_p(shares) as p_value
    from series
),
corrected as (
    select *, bh(p_value, array_agg(p_value) over ()) as q_value from trends
),
judged as (
    select
        theme_id, weeks, people, first_start, slope, slope_low, slope_high, p_value, q_value,
        case when z > 0 then 'up' when z < 0 then 'down' else 'flat' end as direction,
        case when people < 20 then 'too few to tell' when q_value <= 0.10 then 'real change' else 'could be chance' end as verdict
    from corrected
)
select * from judged
