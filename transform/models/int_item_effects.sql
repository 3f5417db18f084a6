-- One row per theme and recent day from which an item of it is shipped or declined.
-- key: theme_id, since_on
-- build: table
-- The people who demanded the theme in the 8 weeks from that day on are held
-- against those of the 8 weeks before, as in release_verdicts; all such days are
-- tested together. They are few however many items there are (int_item_phases.since_on).
-- column: rate_ratio: after over before (1: no change)
-- column: rate_low: lower end of its exact 95 % interval
-- column: rate_high: upper end; null: no bound
-- column: verdict: fewer, more, no evidence or too early
with days as (
    select distinct t.theme_id, p.since_on
    from int_item_phases p
    join theme_items t on t.source = p.source and t.item = p.item
    where p.ended_on between run_date() - recent_days() and run_date()
),
windows as (
    select theme_id, day, people from int_demand_days where span = effect_days()
),
counted as (
    select
        d.theme_id, d.since_on, d.since_on + effect_days() <= run_date() as is_due,
        coalesce(b.people, 0) as x0, coalesce(a.people, 0) as x1, coalesce(eb.people, 0) as e0, coalesce(ea.people, 0) as e1
    from days d
    left join windows b on b.theme_id = d.theme_id and b.day = least(d.since_on, run_date())
    left join windows a on a.theme_id = d.theme_id and a.day = d.since_on + effect_days()
    left join windows eb on eb.theme_id = '' and eb.day = least(d.since_on, run_date())
    left join windows ea on ea.theme_id = '' and ea.day = d.since_on + effect_days()
),
tested as (
    select
        theme_id, since_on, is_due, x0 as people_before, case when is_due then x1 end as people_after,
        case when is_due then rate_ratio(x1, e1, x0, e0) end as rate_ratio,
        case when is_due then rate_low(x1, e1, x0, e0) end as rate_low,
        case when is_due then rate_high(x1, e1, x0, e0) end as rate_high,
        case when is_due then rate_p(x1, e1, x0, e0) end as p_value, x1 * e0 < x0 * e1 as is_fewer
    from counted
),
-- Benjamini-Hochberg, of more tests than a list in each row can hold: the macro bh
-- gives the same.
placed as (
    select *, p_value * count(p_value) over () / count(p_value) over (order by p_value) as scaled
    from tested
),
corrected as (
    select *, case when p_value is not null then least(1, min(scaled) over (order by p_value range between current row and unbounded following)) end as q_value
    from placed
),
judged as (
    select
        theme_id, since_on, people_before, people_after, rate_ratio, rate_low, rate_high, p_value, q_value,
        case when not is_due then 'too early' when q_value > 0.10 then 'no evidence' when is_fewer then 'fewer' else 'more' end as verdict
    from corrected
)
select * from judged
