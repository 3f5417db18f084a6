-- One row per theme: the last complete week against the eight weeks before.
-- key: theme_id
-- build: table
-- A person counts once per theme and week. Given the people of both sides, those
-- of the last week are binomial (metrics: volume spikes); where the base weeks
-- vary more than chance lets them (phi above 1), beta-binomial. All themes are
-- tested together, the never mentioned ones too: q_value is what a false alarm
-- costs. Every theme is here: what was looked at and not found, too.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: week_start: Monday of the last complete week
-- column: people_now: people who mentioned the theme in that week
-- column: people_base: people who did in the eight weeks before, summed over weeks
-- column: exposure_now: people who gave any feedback in that week
-- column: exposure_base: people who did in the eight weeks before, summed over weeks
-- column: expected_now: people_now if the base's rate had stayed
-- column: rate_ratio: people of exposure now over people of exposure before (1: no change); null: nobody before
-- column: rate_low: lower end of its 95 % interval: mid-P, wider where phi is above 1
-- column: rate_high: upper end; null: no bound
-- column: p_up: one-sided p of a rise
-- column: p_down: one-sided p of a fall
-- column: p_value: two-sided p: twice the smaller one
-- column: q_value: Benjamini-Hochberg over all themes: the share of false alarms among themes with this q or less
-- column: phi: over-dispersion of the base weeks, the theme's own and what is usual among themes; 1: as chance has it
-- column: direction: up, down or flat against expected_now
-- column: verdict: real change (q at most .10, and 5 people now for a rise, 5 expected for a fall), too few to tell (below 5 on both sides, or no feedback on one), or could be chance
-- column: is_partial: fewer than eight of the base weeks have any feedback
with weeks as (
    select period_start, people as exposure, period_start = last_week() as is_now
    from int_theme_counts
    where theme_id = '' and dimension = 'all' and period_kind = 'week'
        and period_start between last_week() - interval '56' day and last_week()
),
named as (
    select n.theme_id, w.period_start, w.exposure, w.is_now, coalesce(c.people, 0) as people
    from theme_names n
    left join weeks w on w.exposure > 0
    left join int_theme_counts c on c.theme_id = n.theme_id and c.dimension = 'all'
        and c.period_kind = 'week' and c.period_start = w.period_start
),
sums as (
    select
        theme_id,
        cast(coalesce(sum(people) filter (where is_now), 0) as bigint) as people_now,
        cast(coalesce(sum(people) filter (where not is_now), 0) as bigint) as people_base,
        cast(coalesce(sum(exposure) filter (where is_now), 0) as bigint) as exposure_now,
        cast(coalesce(sum(exposure) filter (where not is_now), 0) as bigint) as exposure_base,
        sum_in_order(case when not is_now then people * people / cast(exposure as double) end, period_start) as squares,
        count(*) filter (where not is_now) as base_weeks
    from named
    group by theme_id
),
varied as (
    select
        *, overdispersion(people_base, exposure_base, squares, base_weeks - 1) as own,
        case when people_base >= 20 then overdispersion(people_base, exposure_base, squares, base_weeks - 1) end as known
    from sums
),
-- Eight weeks of a theme say little of how it varies: what is usual among themes,
-- where 8 or more have 20 people, counts like as many weeks more as there are such
-- themes, at most 40. It is their median, which a burst does not move, over that
-- of chi-square by degrees of freedom, (1 - 2 / 9 df)^3.
shared as (
    select
        *, median(known) over () / pow(1 - 2.0 / (9 * (base_weeks - 1)), 3) as usual,
        case when count(known) over () >= 8 then least(40, count(known) over ()) else 0 end as weight
    from varied
),
rates as (
    select
        theme_id, people_now, people_base, exposure_now, exposure_base, base_weeks < 8 as is_partial,
        share(people_base, exposure_base) * exposure_now as expected_now,
        rate_ratio(people_now, exposure_now, people_base, exposure_base) as rate_ratio,
        greatest(1, (coalesce(own, 1) * (base_weeks - 1) + coalesce(usual, 0) * weight)
            / nullif(cast(base_weeks - 1 + weight as double), 0)) as phi
    from shared
),
tested as (
    select
        *,
        rate_mid_low(people_now, exposure_now, people_base, exposure_base, phi := phi) as rate_low,
        rate_mid_high(people_now, exposure_now, people_base, exposure_base, phi := phi) as rate_high,
        rate_p_up(people_now, exposure_now, people_base, exposure_base, phi := phi) as p_up,
        rate_p_down(people_now, exposure_now, people_base, exposure_base, phi := phi) as p_down,
        case when exposure_now = 0 or exposure_base = 0 then 'flat'
            when people_now * exposure_base > people_base * exposure_now then 'up'
            when people_now * exposure_base < people_base * exposure_now then 'down' else 'flat' end as direction
    from rates
),
together as (
    select *, least(1, 2 * least(p_up, p_down)) as p_value from tested
),
corrected as (
    select *, bh(p_value, array_agg(p_value) over ()) as q_value from together
),
judged as (
    select
        theme_id, last_week() as week_start, people_now, people_base, exposure_now, exposure_base, expected_now,
        rate_ratio, rate_low, rate_high, p_up, p_down, p_value, q_value, phi, direction,
        case when q_value <= 0.10 and (direction = 'up' and people_now >= 5 or direction = 'down' and expected_now >= 5)
            then 'real change'
            when people_now < 5 and people_base < 5 or exposure_now = 0 or exposure_base = 0 then 'too few to tell'
            else 'could be chance' end as verdict,
        is_partial
    from corrected
)
select * from judged
