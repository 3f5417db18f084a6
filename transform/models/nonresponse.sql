-- One row per survey and group of people who were asked: whether those who answer differ from them.
-- key: survey, dimension, value
-- build: table
-- Of the people asked in the 13 weeks that have had 30 days to answer. A group's
-- rate is held against that of all others; all groups of all surveys are tested
-- together. A group that answers less than others is heard less in every figure
-- of that survey.
-- column: survey: the source that brings the answers
-- column: dimension: segment, plan, or what the list of invitations says besides
-- column: value: of the dimension; unknown where nobody says
-- column: invited: people asked
-- column: answered: of them answered within 30 days
-- column: invited_share: the group among all who were asked (0..100)
-- column: answered_share: the group among all who answered (0..100)
-- column: rate: answered of invited (0..100)
-- column: rate_low: lower end of its 95 % interval: Wilson (0..100)
-- column: rate_high: upper end (0..100)
-- column: others_rate: the rate of all others (0..100)
-- column: difference: rate less others_rate (points)
-- column: difference_low: lower end of its 95 % interval: Newcombe (points)
-- column: difference_high: upper end (points)
-- column: p_value: two-sided, of the same rate as the others
-- column: q_value: Benjamini-Hochberg over all groups of all surveys
-- column: verdict: real change (q at most .10: the group answers more or less than others), could be chance, or too few to tell (below 30 asked on either side)
with people as (
    select survey, dimension, value, invited, max(case when is_answered then 1 else 0 end) as answered
    from int_invitation_segments
    where invited_on >= run_date() - interval '121' day
    group by survey, dimension, value, invited
),
counted as (
    select survey, dimension, value, count(*) as n, cast(sum(answered) as bigint) as x
    from people
    group by survey, dimension, value
),
compared as (
    select c.survey, c.dimension, c.value, c.n, c.x, t.n as n1, t.x as x1, t.n - c.n as n0, t.x - c.x as x0
    from counted c
    join counted t on t.survey = c.survey and t.dimension = 'all'
    where c.dimension <> 'all'
),
tested as (
    select *, case when n >= 30 and n0 >= 30 then newcombe_p(x, n, x0, n0) end as p_value from compared
),
corrected as (
    select
        *, case when p_value is not null
            then bh(p_value, array_agg(p_value) filter (where p_value is not null) over ()) end as q_value
    from tested
),
judged as (
    select
        survey, dimension, value, n as invited, x as answered, 100 * share(n, n1) as invited_share, 100 * share(x, x1) as answered_share,
        100 * share(x, n) as rate, 100 * wilson_low(x, n) as rate_low, 100 * wilson_high(x, n) as rate_high,
        100 * share(x0, n0) as others_rate, 100 * (share(x, n) - share(x0, n0)) as difference,
        100 * newcombe_low(x, n, x0, n0) as difference_low, 100 * newcombe_high(x, n, x0, n0) as difference_high, p_value, q_value,
        case when q_value is null then 'too few to tell' when q_value <= 0.10 then 'real change' else 'could be chance' end as verdict
    from corrected
)
select * from judged
