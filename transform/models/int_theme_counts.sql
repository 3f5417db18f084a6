-- One row per theme, complete period, and value of a dimension where it was mentioned.
-- key: theme_id, period_kind, period_start, dimension, value
-- build: periods
-- The theme '' stands for feedback of any kind: its people are the exposure that
-- shares and rates are of. Days are counted for everybody only. Of a voter's
-- mentions the last one of a period counts: the one whose next is after its end.
-- column: mentions: feedback about the theme
-- column: people: distinct voters behind it
-- column: positive: people whose latest mention in the period is positive
-- column: negative: people whose latest mention in the period is negative
with counts as (
    select
        p.theme_no, p.cut, d.period_kind, d.period_start, cast(sum(p.mentions) as bigint) as mentions,
        coalesce(sum(case when p.next_on > d.period_end then p.mentions end), 0) as people,
        coalesce(sum(case when p.next_on > d.period_end then p.positive end), 0) as positive,
        coalesce(sum(case when p.next_on > d.period_end then p.negative end), 0) as negative
    from int_theme_pieces p
    join int_period_days d on d.day = p.occurred_on and (d.period_kind = 'day') = (p.unit = 'day')
    group by p.theme_no, p.cut, d.period_kind, d.period_start
),
periods as (
    select
        n.theme_id, p.period_kind, p.period_start, c.dimension, c.value, p.mentions, cast(p.people as bigint) as people,
        cast(p.positive as bigint) as positive, cast(p.negative as bigint) as negative
    from counts p
    join int_theme_numbers n on n.theme_no = p.theme_no
    join int_cuts c on c.cut = p.cut
)
select * from periods
