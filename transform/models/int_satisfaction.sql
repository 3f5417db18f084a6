-- One row per metric, convention, period, and value of a dimension that has answers, as satisfaction has it.
-- key: metric, convention, period_kind, period_start, sprint, dimension, value
-- build: periods
-- compares: the period before, the year before
-- The columns are those of satisfaction, which leaves out the accounts' older rows.
with placed as (
    select
        c.metric, c.convention, c.figure, c.period_kind, c.period_start, c.sprint, c.dimension, c.value,
        c.n, c.n_people, c.top, c.bottom, c.total / c.n as mean, sample_sd(c.total, c.squares, c.n) as sd,
        case when k.span is not null then period_end(c.period_start, k.span) else s.ends_on end as period_end,
        case when k.span is not null then cast(c.period_start - k.span as date) else s.previous_start end as start0,
        case when c.dimension <> 'account' then 0 end as few,
        coalesce(s.previous_sprint, '') as sprint0, year_before(c.period_kind, c.period_start) as start1
    from int_rating_counts c
    left join period_kinds() k on k.period_kind = c.period_kind
    left join int_sprints s on s.sprint = c.sprint and s.starts_on = c.period_start
),
compared as (
    select
        c.*, coalesce(b.n, c.few) as n0, coalesce(b.top, 0) as top0, coalesce(b.bottom, 0) as bottom0, b.total / b.n as mean0,
        sample_sd(b.total, b.squares, b.n) as sd0,
        case when c.start1 is not null then coalesce(y.n, c.few) end as n1, coalesce(y.top, 0) as top1,
        coalesce(y.bottom, 0) as bottom1, y.total / y.n as mean1, sample_sd(y.total, y.squares, y.n) as sd1
    from placed c
    left join int_rating_counts b on b.metric = c.metric and b.convention = c.convention
        and b.period_kind = c.period_kind and b.period_start = c.start0 and b.sprint = c.sprint0
        and b.dimension = c.dimension and b.value = c.value
    left join int_rating_counts y on y.metric = c.metric and y.convention = c.convention
        and y.period_kind = c.period_kind and y.period_start = c.start1
        and y.dimension = c.dimension and y.value = c.value
),
figures as (
    select
        *,
        figure_score(figure, top, bottom, n, mean) as score,
        figure_low(figure, top, bottom, n, mean, sd) as low,
        figure_high(figure, top, bottom, n, mean, sd) as high,
        figure_score(figure, top0, bottom0, n0, mean0) as score0,
        figure_change_low(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as change_low,
        figure_change_high(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as change_high,
        figure_change_p(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as p_value,
        detectable_change(figure_se(figure, top, bottom, n, sd), figure_se(figure, top0, bottom0, n0, sd0)) as detectable_change,
        case when n1 > 0 then figure_score(figure, top1, bottom1, n1, mean1) end as score1,
        case when n1 > 0 then figure_change_low(figure, top, bottom, n, mean, sd, top1, bottom1, n1, mean1, sd1) end as change1_low,
        case when n1 > 0 then figure_change_high(figure, top, bottom, n, mean, sd, top1, bottom1, n1, mean1, sd1) end as change1_high,
        case when n1 > 0 then figure_change_p(figure, top, bottom, n, mean, sd, top1, bottom1, n1, mean1, sd1) end as p1
    from compared
),
judged as (
    select
        metric, convention, figure, period_kind, period_start, period_end, sprint,
        dimension, value, n, n_people, n - n_people as n_anonymous, top, bottom, score, low, high,
        start0 as previous_start, n0 as previous_n, score0 as previous_score, score - score0 as change,
        change_low, change_high, p_value, detectable_change, verdict(n, n0, p_value) as verdict,
        start1 as year_ago_start, n1 as year_ago_n, score1 as year_ago_score, score - score1 as year_change,
        change1_low as year_change_low, change1_high as year_change_high, p1 as year_p_value,
        case when start1 is not null then verdict(n, n1, p1) end as year_verdict
    from figures
)
select * from judged
