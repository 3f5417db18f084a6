-- One row per theme, metric and convention, over the 13 weeks that end with the last complete one.
-- key: theme_id, metric, convention
-- build: table
-- The score of all answers less that of the answers that do not mention the
-- theme. It equals (share of answers with the theme) x (score with - score
-- without), which gives its interval. It is an association, no cause, and the
-- impacts of several themes do not add up. Each person's latest answer counts;
-- words and score belong together by the response they came in.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: metric: nps, csat, ces or stars
-- column: convention: as in satisfaction
-- column: figure: net (-100..100), share (0..100) or mean (scale units)
-- column: n: scored answers
-- column: n_with: of them mention the theme
-- column: share_with: n_with of n (0..100)
-- column: score: of all answers (as figure)
-- column: score_with: of those with the theme (as figure)
-- column: score_without: of the others (as figure)
-- column: impact: score less score_without; null below 10 answers with the theme, or without it (as figure)
-- column: impact_low: lower end of its 95 % interval (as figure)
-- column: impact_high: upper end (as figure)
-- column: p_value: two-sided, of no difference between answers with and without
-- column: q_value: Benjamini-Hochberg over all themes with an impact on the metric
-- column: verdict: real change (q at most .10: answers with the theme do differ), could be chance, or too few to tell (no impact shown)
with answers as (
    select rating_id, metric, convention, figure, score, top, bottom
    from int_latest_ratings
    where figure is not null and occurred_on between last_week() - interval '84' day and last_week() + interval '6' day
        and (next_on is null or next_on > last_week() + interval '6' day)
),
everybody as (
    select
        metric, convention, figure, count(*) as n, count(*) filter (where top) as top, count(*) filter (where bottom) as bottom,
        sum(score) as total, sum(score * score) as squares
    from answers
    group by metric, convention, figure
),
-- before the words are looked up: few answers are of these weeks
answered as materialized (
    select r.rating_id, r.source, r.response_id
    from answers a
    join stg_ratings r on r.rating_id = a.rating_id
    where r.response_id is not null
),
mentioned as (
    select distinct a.rating_id, t.theme_id
    from stg_feedback f
    join answered a on a.source = f.source and a.response_id = f.response_id
    join feedback_themes t on t.feedback_id = f.feedback_id
),
themed as (
    select
        m.theme_id, a.metric, a.convention, count(*) as n, count(*) filter (where a.top) as top,
        count(*) filter (where a.bottom) as bottom, sum(a.score) as total, sum(a.score * a.score) as squares
    from mentioned m
    join answers a on a.rating_id = m.rating_id
    group by m.theme_id, a.metric, a.convention
),
parted as (
    select
        t.theme_id, e.metric, e.convention, e.figure, e.n, e.top, e.bottom, e.total / e.n as mean,
        t.n as n1, t.top as top1, t.bottom as bottom1, t.total / t.n as mean1, sample_sd(t.total, t.squares, t.n) as sd1,
        e.n - t.n as n0, e.top - t.top as top0, e.bottom - t.bottom as bottom0,
        (e.total - t.total) / nullif(e.n - t.n, 0) as mean0,
        sample_sd(e.total - t.total, e.squares - t.squares, e.n - t.n) as sd0,
        case when t.n >= 10 and e.n - t.n >= 10 then share(t.n, e.n) end as part
    from themed t
    join everybody e on e.metric = t.metric and e.convention = t.convention
),
figures as (
    select
        theme_id, metric, convention, figure, n, n1 as n_with, 100 * share(n1, n) as share_with,
        figure_score(figure, top, bottom, n, mean) as score,
        figure_score(figure, top1, bottom1, n1, mean1) as score_with,
        figure_score(figure, top0, bottom0, n0, mean0) as score_without, part,
        case when figure = 'net' then 100 * impact_low(top, bottom, n, top1, bottom1, n1)
            else part * figure_change_low(figure, top1, bottom1, n1, mean1, sd1, top0, bottom0, n0, mean0, sd0) end as low,
        case when figure = 'net' then 100 * impact_high(top, bottom, n, top1, bottom1, n1)
            else part * figure_change_high(figure, top1, bottom1, n1, mean1, sd1, top0, bottom0, n0, mean0, sd0) end as high,
        case when part is not null
            then figure_change_p(figure, top1, bottom1, n1, mean1, sd1, top0, bottom0, n0, mean0, sd0) end as p_value
    from parted
),
corrected as (
    select
        *, case when p_value is not null
            then bh(p_value, array_agg(p_value) filter (where p_value is not null) over (partition by metric, convention)) end as q_value
    from figures
),
judged as (
    select
        theme_id, metric, convention, figure, n, n_with, share_with, score, score_with, score_without,
        part * (score_with - score_without) as impact,
        case when part is not null then low end as impact_low, case when part is not null then high end as impact_high,
        p_value, q_value,
        case when q_value is null then 'too few to tell' when q_value <= 0.10 then 'real change' else 'could be chance' end as verdict
    from corrected
)
select * from judged
