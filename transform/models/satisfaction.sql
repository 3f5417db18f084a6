-- One row per metric, convention, period, and value of a dimension that has answers.
-- key: metric, convention, period_kind, period_start, sprint, dimension, value
-- build: view
-- Each person's latest answer in the period, against the period before that shares
-- no day with it, and against the same period a year before. Formulas and their
-- sources: prelude/statistics.sql. Days and weeks with few answers are better read
-- as r4 or r13. Accounts stand by month and quarter alone, the last 13 months, where
-- they have at least 5 answers; of a period of theirs with fewer n is not told.
-- column: metric: nps, csat, ces, stars or sentiment (of what people write, top positive, bottom negative)
-- column: convention: ces: mean, share or index; sentiment: feedback (each person's latest feedback that praises or blames), or empty (each person's latest mention of each theme); else empty; then the scale where it is not the usual one, and "reversed" where low was good
-- column: figure: what score is: net (top less bottom, -100..100), share (top, 0..100) or mean (scale units)
-- column: period_kind: day, week, month, quarter, r4 and r13 (the 4 and 13 weeks ending with a complete week), sprint (whose last day is over)
-- column: period_start: first day of the period
-- column: period_end: last day of the period
-- column: sprint: the sprint's name; empty for other kinds
-- column: dimension: what the answers are cut by; all: not cut
-- column: value: of the dimension; all: everybody
-- column: n: answers counted, one per person, and every anonymous one
-- column: n_people: answers of known people; null of theme mentions
-- column: n_anonymous: answers without a person; null of theme mentions
-- column: top: answers at the good end
-- column: bottom: answers at the bad end
-- column: score: the figure (points; CES mean: scale units; higher is better)
-- column: low: lower end of its 95 % interval: adjusted Wald, Wilson or t (as score)
-- column: high: upper end (as score)
-- column: previous_start: first day of the period before; sprint: of the sprint before on the same board, null for the first
-- column: previous_n: answers counted there; null of accounts: fewer than 5
-- column: previous_score: its figure (as score)
-- column: change: score less previous_score (as score)
-- column: change_low: lower end of the change's 95 % interval: adjusted Wald, Newcombe or Welch (as score)
-- column: change_high: upper end (as score)
-- column: p_value: two-sided, of no change
-- column: detectable_change: the true change that would be seen four times in five; without a period before, between two like this one (as score)
-- column: verdict: real change (p below .05), could be chance, or too few to tell (below 30 answers in either period)
-- column: year_ago_start: first day of the same period a year before: a week's 52 weeks before; null for days and sprints, as all of year_
-- column: year_ago_n: answers counted there, as previous_n
-- column: year_ago_score: its figure (as score)
-- column: year_change: score less year_ago_score (as score)
-- column: year_change_low: lower end of its 95 % interval (as score)
-- column: year_change_high: upper end (as score)
-- column: year_p_value: two-sided, of no change
-- column: year_verdict: as verdict
with recent as (
    select
        metric, convention, figure, period_kind, period_start, period_end, sprint, dimension, value, n, n_people,
        n_anonymous, top, bottom, score, low, high, previous_start, previous_n, previous_score, change, change_low,
        change_high, p_value, detectable_change, verdict, year_ago_start, year_ago_n, year_ago_score, year_change,
        year_change_low, year_change_high, year_p_value, year_verdict
    from int_satisfaction
    where dimension <> 'account' or period_start > run_date() - interval '13' month
)
select * from recent
