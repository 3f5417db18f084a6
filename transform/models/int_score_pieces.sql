-- One row per metric, convention, value of a dimension or account, day, piece of a week or month, and that of the authors' next answer.
-- key: metric, convention, cut, account, unit, occurred_on, next_on
-- build: view
-- To all kinds of period but the day and the sprint, the days of a piece are
-- alike: the many answers are read once, whatever the number of kinds. Accounts,
-- of which there may be very many, are counted by month and quarter alone: their
-- pieces are months.
-- column: figure: what is made of them: net, share or mean
-- column: cut: the value of a dimension (int_cuts); -1: one account
-- column: account: the account's id; empty elsewhere
-- column: unit: day, piece, or month for accounts
-- column: occurred_on: the day, or the first day of the piece
-- column: next_on: the same of the author's next answer; the end of time where no period reaches it
-- column: n: answers
-- column: n_people: of them not anonymous
-- column: total: sum of their scores (scale units)
-- column: squares: sum of the squares of their scores
with cuts as (
    select p.profile, c.cut
    from int_profiles p
    join int_cuts c on c.dimension = p.dimension and c.value = p.value
),
dated as materialized (
    select
        metric, convention, figure, profile, account, score, score * score as square,
        case when is_anonymous then 0 else 1 end as person, case when top then 1 else 0 end as top, case when bottom then 1 else 0 end as bottom,
        occurred_on as day, next_on = occurred_on as is_repeated, period_piece(occurred_on) as piece, period_piece(next_on) as next_piece,
        period_unit('month', occurred_on) as month, period_unit('month', next_on) as next_month
    from int_scores
),
-- read once, by day and by piece
segments as materialized (
    select
        s.metric, s.convention, s.figure, c.cut, s.day, s.is_repeated, s.piece, s.next_piece, count(*) as n, sum(s.person) as n_people,
        sum(s.top) as top, sum(s.bottom) as bottom, sum(s.score) as total, sum(s.square) as squares
    from dated s
    join cuts c on c.profile = s.profile
    group by grouping sets (
        (s.metric, s.convention, s.figure, c.cut, s.day, s.is_repeated), (s.metric, s.convention, s.figure, c.cut, s.piece, s.next_piece))
),
pieces as (
    select
        metric, convention, figure, cut, '' as account, 'day' as unit, day as occurred_on,
        case when is_repeated then day else date '9999-12-31' end as next_on, n, n_people, top, bottom, total, squares
    from segments
    where day is not null
    union all
    select metric, convention, figure, cut, '', 'piece', piece, next_piece, n, n_people, top, bottom, total, squares
    from segments
    where piece is not null
    union all
    select
        metric, convention, figure, -1, account, 'month', month, next_month,
        count(*), sum(person), sum(top), sum(bottom), sum(score), sum(square)
    from dated
    where account is not null
    group by metric, convention, figure, account, month, next_month
)
select * from pieces
