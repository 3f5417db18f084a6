-- One row per claim: whether a release did what was said of it beforehand.
-- key: release, theme_id
-- build: table
-- The people who mention the theme from the release to the check day are held
-- against as many days before it; given both, the number after is binomial. All
-- claims that can be decided are tested together. What everybody else talked
-- about is the control: the theme's rate ratio over that of all other themes.
-- A release without a claim has no verdict: what is picked afterwards proves nothing.
-- column: release: as the plan names it
-- column: theme_id: the theme (theme_names.theme_id)
-- column: item: the item of the plan that was to do it
-- column: expected: fewer or more people
-- column: released_on: local date; null: not released, or not in the plan
-- column: check_on: the day on which it can be decided: as claimed, else 8 weeks after the release
-- column: registered_late: true when the claim was written after the release
-- column: days: of each of the two windows
-- column: people_before: people who mentioned the theme in the days before the release
-- column: people_after: people who did from the release on
-- column: exposure_before: people who gave any feedback before
-- column: exposure_after: people who did after
-- column: rate_ratio: after over before (1: no change)
-- column: rate_low: lower end of its exact 95 % interval
-- column: rate_high: upper end; null: no bound
-- column: control_ratio: the same ratio of all other themes together
-- column: ratio_to_control: rate_ratio over control_ratio
-- column: control_low: lower end of its 95 % interval (Wald, of the log)
-- column: control_high: upper end
-- column: p_value: two-sided exact p of no change; null: too early
-- column: q_value: Benjamini-Hochberg over all claims that can be decided
-- column: verdict: better, worse, no evidence, or too early (see check_on)
with claimed as (
    select
        c.release, c.theme_id, c.item, c.fewer, r.released_on, c.registered_on > r.released_on as registered_late,
        coalesce(c.check_on, cast(r.released_on + interval '56' day as date)) as check_on
    from lookup.claims c
    left join (select name, min(released_on) as released_on from releases group by name) r on r.name = c.release
),
windows as (
    select *, cast(check_on - released_on as int) as days, released_on is not null and check_on <= run_date() as is_due
    from claimed
),
said as (
    select w.release, w.theme_id as claimed_id, t.theme_id, t.voter, t.occurred_on >= w.released_on as is_after
    from windows w
    join feedback_themes t on t.occurred_on >= w.released_on - w.days and t.occurred_on < least(w.check_on, run_date())
),
mentions as (
    select
        release, claimed_id,
        count(distinct case when theme_id = claimed_id and is_after then voter end) as x1,
        count(distinct case when theme_id = claimed_id and not is_after then voter end) as x0,
        count(distinct case when theme_id <> claimed_id and is_after then theme_id || ' ' || voter end) as c1,
        count(distinct case when theme_id <> claimed_id and not is_after then theme_id || ' ' || voter end) as c0
    from said
    group by release, claimed_id
),
exposures as (
    select
        w.release, w.theme_id,
        count(distinct case when f.occurred_on >= w.released_on then f.voter end) as e1,
        count(distinct case when f.occurred_on < w.released_on then f.voter end) as e0
    from windows w
    join stg_feedback f on f.occurred_on >= w.released_on - w.days and f.occurred_on < least(w.check_on, run_date())
    group by w.release, w.theme_id
),
counted as (
    select
        w.release, w.theme_id, w.item, w.fewer, w.released_on, w.check_on, w.registered_late, w.days, w.is_due,
        coalesce(m.x1, 0) as x1, coalesce(m.x0, 0) as x0, coalesce(e.e1, 0) as e1, coalesce(e.e0, 0) as e0,
        coalesce(m.c1, 0) as c1, coalesce(m.c0, 0) as c0
    from windows w
    left join mentions m on m.release = w.release and m.claimed_id = w.theme_id
    left join exposures e on e.release = w.release and e.theme_id = w.theme_id
),
tested as (
    select
        *, rate_ratio(x1, e1, x0, e0) as ratio, rate_ratio(c1, e1, c0, e0) as control,
        1.0 / nullif(x1, 0) + 1.0 / nullif(x0, 0) + 1.0 / nullif(c1, 0) + 1.0 / nullif(c0, 0) as log_variance,
        case when is_due then rate_p(x1, e1, x0, e0) end as p_value
    from counted
),
corrected as (
    select
        *, case when p_value is not null
            then bh(p_value, array_agg(p_value) filter (where p_value is not null) over ()) end as q_value
    from tested
),
judged as (
    select
        release, theme_id, item, case when fewer then 'fewer' else 'more' end as expected, released_on, check_on, registered_late,
        days, x0 as people_before, x1 as people_after, e0 as exposure_before, e1 as exposure_after,
        ratio as rate_ratio, rate_low(x1, e1, x0, e0) as rate_low, rate_high(x1, e1, x0, e0) as rate_high,
        control as control_ratio, ratio / nullif(control, 0) as ratio_to_control,
        ratio / nullif(control, 0) * exp(-z_95() * sqrt(log_variance)) as control_low,
        ratio / nullif(control, 0) * exp(z_95() * sqrt(log_variance)) as control_high,
        p_value, q_value,
        case when not is_due then 'too early' when q_value > 0.10 then 'no evidence'
            when fewer = (x1 * e0 < x0 * e1) then 'better' else 'worse' end as verdict
    from corrected
)
select * from judged
