-- One row per metric, convention, value of a dimension, piece of a week, and that of the authors' next answer.
-- key: metric, convention, dimension, value, occurred_on, next_on
-- build: view
-- To all kinds of period but the day and the sprint, the days of a piece are
-- alike: the many answers are read once, whatever the number of kinds. Accounts,
-- of which there may be very many, are counted by month and quarter alone: their
-- pieces are months.
-- column: figure: what is made of them: net, share or mean
-- column: occurred_on: first day of the piece
-- column: next_on: the same of the author's next answer; the end of time where no period reaches it
-- column: n: answers
-- column: n_people: of them not anonymous
-- column: total: sum of their scores (scale units)
-- column: squares: sum of the squares of their scores
with segments as (
    select
        s.metric, s.convention, s.figure, d.dimension, d.value, period_piece(s.occurred_on) as occurred_on,
        period_piece(s.next_on) as next_on, count(*) as n, count(*) filter (where not s.is_anonymous) as n_people,
        count(*) filter (where s.top) as top, count(*) filter (where s.bottom) as bottom,
        sum(s.score) as total, sum(s.score * s.score) as squares
    from int_scores s
    join int_profiles d on d.profile = s.profile
    group by s.metric, s.convention, s.figure, d.dimension, d.value, period_piece(s.occurred_on), period_piece(s.next_on)
),
accounts as (
    select
        metric, convention, figure, 'account' as dimension, account as value, period_unit('month', occurred_on) as occurred_on,
        period_unit('month', next_on) as next_on, count(*) as n, count(*) filter (where not is_anonymous) as n_people,
        count(*) filter (where top) as top, count(*) filter (where bottom) as bottom,
        sum(score) as total, sum(score * score) as squares
    from int_scores s
    where account is not null
    group by metric, convention, figure, account, period_unit('month', s.occurred_on), period_unit('month', s.next_on)
),
pieces as (
    select * from segments
    union all
    select * from accounts
)
select * from pieces
