-- One row per metric, convention, period, and value of a dimension that has answers.
-- key: metric, convention, period_kind, period_start, dimension, value
-- build: table
-- Each person's latest answer in the period, against the period before that shares
-- no day with it. Formulas and their sources: prelude/statistics.sql. Days and
-- weeks with few answers are better read as r4 or r13.
-- column: metric: nps, csat, ces or stars
-- column: convention: ces: mean, share or index; else empty; then the scale where it is not the usual one, and "reversed" where low was good
-- column: figure: what score is: net (top less bottom, -100..100), share (top, 0..100) or mean (scale units)
-- column: period_kind: day, week, month, quarter, r4 and r13 (the 4 and 13 weeks ending with a complete week)
-- column: period_start: first day of the period
-- column: period_end: last day of the period
-- column: dimension: what the answers are cut by; all: not cut
-- column: value: of the dimension; all: everybody
-- column: n: answers counted, one per person, and every anonymous one
-- column: n_people: answers of known people
-- column: n_anonymous: answers without a person
-- column: top: answers at the good end
-- column: bottom: answers at the bad end
-- column: score: the figure (points; CES mean: scale units; higher is better)
-- column: low: lower end of its 95 % interval: adjusted Wald, Wilson or t (as score)
-- column: high: upper end (as score)
-- column: previous_start: first day of the period before
-- column: previous_n: answers counted there
-- column: previous_score: its figure (as score)
-- column: change: score less previous_score (as score)
-- column: change_low: lower end of the change's 95 % interval: adjusted Wald, Newcombe or Welch (as score)
-- column: change_high: upper end (as score)
-- column: p_value: two-sided, of no change
-- column: detectable_change: the true change that would be seen four times in five; without a period before, between two like this one (as score)
-- column: verdict: real change (p below .05), could be chance, or too few to tell (below 30 answers in either period)
with compared as (
    select
        c.metric, c.convention, c.figure, c.period_kind, c.period_start, k.span, c.dimension, c.value,
        c.n, c.n_people, c.top, c.bottom, c.total / c.n as mean, sample_sd(c.total, c.squares, c.n) as sd,
        cast(c.period_start - k.span as date) as start0, coalesce(b.n, 0) as n0,
        coalesce(b.top, 0) as top0, coalesce(b.bottom, 0) as bottom0, b.total / b.n as mean0,
        sample_sd(b.total, b.squares, b.n) as sd0
    from int_rating_counts c
    join period_kinds() k on k.period_kind = c.period_kind
    left join int_rating_counts b on b.metric = c.metric and b.convention = c.convention
        and b.period_kind = c.period_kind and b.period_start = cast(c.period_start - k.span as date)
        and b.dimension = c.dimension and b.value = c.value
),
figures as (
    select
        metric, convention, figure, period_kind, period_start, span, dimension, value, n, n_people, top, bottom, start0, n0,
        figure_score(figure, top, bottom, n, mean) as score,
        figure_low(figure, top, bottom, n, mean, sd) as low,
        figure_high(figure, top, bottom, n, mean, sd) as high,
        figure_score(figure, top0, bottom0, n0, mean0) as score0,
        figure_change_low(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as change_low,
        figure_change_high(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as change_high,
        figure_change_p(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as p_value,
        detectable_change(figure_se(figure, top, bottom, n, sd), figure_se(figure, top0, bottom0, n0, sd0)) as detectable_change
    from compared
),
judged as (
    select
        metric, convention, figure, period_kind, period_start, period_end(period_start, span) as period_end,
        dimension, value, n, n_people, n - n_people as n_anonymous, top, bottom, score, low, high,
        start0 as previous_start, n0 as previous_n, score0 as previous_score, score - score0 as change,
        change_low, change_high, p_value, detectable_change, verdict(n, n0, p_value) as verdict
    from figures
)
select * from judged
