-- One row per measure: the next score of customers who were told, and of those who were not.
-- key: metric, convention
-- build: table
-- Of the customers that may be contacted and raised an item which was shipped or
-- declined in the last year: each one's first score after being told; or, of whom
-- nobody told anything, after the first of these items came out. An association:
-- whom a team tells first may have been of better cheer before.
-- column: metric: nps, csat or stars
-- column: convention: as in satisfaction
-- column: figure: what score is: net (top less bottom, -100..100) or share (top, 0..100)
-- column: customers_told: customers who were told
-- column: n_told: of them, those with a score since
-- column: score_told: their score (as figure)
-- column: low_told: lower end of its 95 % interval: adjusted Wald, or Wilson
-- column: high_told: upper end
-- column: customers_not: customers who were not told
-- column: n_not: of them, those with a score since
-- column: score_not: their score (as figure)
-- column: low_not: lower end of its 95 % interval
-- column: high_not: upper end
-- column: difference: told less not told (as figure)
-- column: difference_low: lower end of its 95 % interval: adjusted Wald, or Newcombe
-- column: difference_high: upper end
-- column: p_value: two-sided, of no difference
-- column: verdict: real change (p below .05), could be chance, or too few to tell (below 30 in either group)
with customers as (
    select r.person_key, min(r.told_on) as told_on, coalesce(min(r.told_on), min(r.ended_on)) as since
    from int_raised r
    join int_customers c on c.person_key = r.person_key and c.may_contact
    group by r.person_key
),
sizes as (
    select count(told_on) as customers_told, count(*) - count(told_on) as customers_not from customers
),
answers as (
    select
        c.told_on, l.metric, l.convention, l.figure, l.top, l.bottom,
        row_number() over (partition by l.metric, l.convention, c.person_key order by r.occurred_on, r.occurred_at, r.rating_id) as nth
    from customers c
    join stg_ratings r on r.person_key = c.person_key and r.occurred_on > c.since
    join int_latest_ratings l on l.rating_id = r.rating_id and l.figure in ('net', 'share') and l.metric in ('nps', 'csat', 'stars')
),
counted as (
    select
        metric, convention, figure,
        count(*) filter (where told_on is not null) as n1, count(*) filter (where told_on is null) as n0,
        count(*) filter (where told_on is not null and top) as top1, count(*) filter (where told_on is null and top) as top0,
        count(*) filter (where told_on is not null and bottom) as bottom1, count(*) filter (where told_on is null and bottom) as bottom0
    from answers
    where nth = 1
    group by metric, convention, figure
),
figures as (
    select
        metric, convention, figure, s.customers_told, n1 as n_told,
        case when n1 > 0 then figure_score(figure, top1, bottom1, n1, null) end as score_told,
        figure_low(figure, top1, bottom1, n1, null, null) as low_told, figure_high(figure, top1, bottom1, n1, null, null) as high_told,
        s.customers_not, n0 as n_not,
        case when n0 > 0 then figure_score(figure, top0, bottom0, n0, null) end as score_not,
        figure_low(figure, top0, bottom0, n0, null, null) as low_not, figure_high(figure, top0, bottom0, n0, null, null) as high_not,
        figure_change_low(figure, top1, bottom1, n1, null, null, top0, bottom0, n0, null, null) as difference_low,
        figure_change_high(figure, top1, bottom1, n1, null, null, top0, bottom0, n0, null, null) as difference_high,
        figure_change_p(figure, top1, bottom1, n1, null, null, top0, bottom0, n0, null, null) as p_value
    from counted
    cross join sizes s
),
judged as (
    select
        metric, convention, figure, customers_told, n_told, score_told, low_told, high_told, customers_not, n_not, score_not, low_not, high_not,
        score_told - score_not as difference, difference_low, difference_high, p_value, verdict(n_told, n_not, p_value) as verdict
    from figures
)
select * from judged
