-- One row per survey, period of invitation, and value of a dimension with invitations.
-- key: survey, period_kind, period_start, dimension, value
-- build: table
-- Who was asked to answer, and did within 30 days. A person who was asked more
-- than once in a period, say by a reminder, counts once. A period is there when
-- the 30 days of its last day are over. There are rows only of surveys whose
-- invitations are known: a source with invitations_to in earshot.yaml. Whose an
-- anonymous answer is nobody knows: it answers no invitation.
-- column: survey: the source that brings the answers
-- column: period_kind: week, month or quarter of the invitation
-- column: period_start: first day of the period
-- column: period_end: last day of the period
-- column: dimension: segment, plan, what the list of invitations says besides, or all
-- column: value: of the dimension; unknown where nobody says; all: everybody
-- column: invited: people asked
-- column: answered: of them answered within 30 days
-- column: rate: answered of invited (0..100)
-- column: rate_low: lower end of its 95 % interval: Wilson (0..100)
-- column: rate_high: upper end (0..100)
-- column: previous_start: first day of the period before
-- column: previous_invited: people asked in it
-- column: previous_rate: its rate (0..100)
-- column: change: rate less previous_rate (points)
-- column: change_low: lower end of its 95 % interval: Newcombe (points)
-- column: change_high: upper end (points)
-- column: p_value: two-sided, of no change
-- column: detectable_change: the true change that would be seen four times in five (points)
-- column: verdict: real change (p below .05), could be chance, or too few to tell (below 30 invited in either period)
with placed as (
    select s.survey, s.dimension, s.value, s.invited, s.is_answered, k.period_kind, k.span, period_unit(k.period_kind, s.invited_on) as period_start
    from int_invitation_segments s
    cross join period_kinds() k
    where k.period_kind in ('week', 'month', 'quarter')
),
people as (
    select survey, dimension, value, period_kind, span, period_start, invited, max(case when is_answered then 1 else 0 end) as answered
    from placed
    where period_end(period_start, span) < run_date() - interval '30' day
    group by survey, dimension, value, period_kind, span, period_start, invited
),
counted as (
    select survey, dimension, value, period_kind, span, period_start, count(*) as n, cast(sum(answered) as bigint) as x
    from people
    group by survey, dimension, value, period_kind, span, period_start
),
compared as (
    select
        c.survey, c.period_kind, c.period_start, period_end(c.period_start, c.span) as period_end, c.dimension, c.value, c.n, c.x,
        cast(c.period_start - c.span as date) as start0, coalesce(b.n, 0) as n0, coalesce(b.x, 0) as x0
    from counted c
    left join counted b on b.survey = c.survey and b.dimension = c.dimension and b.value = c.value
        and b.period_kind = c.period_kind and b.period_start = cast(c.period_start - c.span as date)
),
figures as (
    select
        survey, period_kind, period_start, period_end, dimension, value, n as invited, x as answered, 100 * share(x, n) as rate,
        100 * wilson_low(x, n) as rate_low, 100 * wilson_high(x, n) as rate_high,
        start0 as previous_start, n0 as previous_invited, 100 * share(x0, n0) as previous_rate,
        100 * (share(x, n) - share(x0, n0)) as change, 100 * newcombe_low(x, n, x0, n0) as change_low,
        100 * newcombe_high(x, n, x0, n0) as change_high, newcombe_p(x, n, x0, n0) as p_value,
        100 * detectable_change(share_se(x, n), share_se(x0, n0)) as detectable_change,
        verdict(n, n0, newcombe_p(x, n, x0, n0)) as verdict
    from compared
)
select * from figures
