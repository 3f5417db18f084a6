-- One row per theme that people labelled: how well its rules agree with them.
-- key: theme_id
-- build: table
-- Of feedback that a person has labelled in labels.csv, what the rules alone say is
-- held against the last label. People label where rules look wrong, so this is no
-- sample: the shares are of what was labelled. Intervals are Wilson's. Kappa
-- (J. Cohen, 1960) is how far two people agree beyond chance, 1 at most, over the
-- feedback that two have labelled; of more than two the first two by name.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: labels: feedback that was labelled for it
-- column: agreeing: the rules found it and the person said yes
-- column: rule_only: the rules found it and the person said no
-- column: person_only: the person said yes and the rules missed it
-- column: neither: the rules did not find it and the person said no
-- column: precision: share of what the rules found that people confirm (0..100); null: they found none of it
-- column: precision_low: lower end of its 95 % interval
-- column: precision_high: upper end
-- column: recall: share of what people say is about it that the rules found (0..100); null: nobody said yes
-- column: recall_low: lower end of its 95 % interval
-- column: recall_high: upper end
-- column: labelled_twice: feedback that two people have labelled
-- column: people_agree: of it, where both said the same
-- column: kappa: Cohen's kappa of the two, to 1; null: nobody labelled twice, or both said one thing always
-- column: verdict: good (both intervals from 70), poor (one below 70), unclear, or too few to tell (below 30 labels)
with found as (
    select distinct feedback_id, theme_id
    from int_theme_sentences
    where feedback_id in (select feedback_id from lookup.labels)
),
held as (
    select l.theme_id, l.feedback_id, l.has_theme, f.feedback_id is not null as by_rule
    from lookup.labels l
    join stg_feedback s on s.feedback_id = l.feedback_id
    left join found f on f.feedback_id = l.feedback_id and f.theme_id = l.theme_id
),
counted as (
    select
        theme_id, count(*) as labels, sum(case when by_rule and has_theme then 1 else 0 end) as agreeing,
        sum(case when by_rule and not has_theme then 1 else 0 end) as rule_only,
        sum(case when has_theme and not by_rule then 1 else 0 end) as person_only
    from held
    group by theme_id
),
voted as (
    select
        v.feedback_id, v.theme_id, v.has_theme, row_number() over (partition by v.feedback_id, v.theme_id order by v.labelled_by) as nth
    from lookup.label_votes v
    join stg_feedback s on s.feedback_id = v.feedback_id
),
paired as (
    select
        a.theme_id, count(*) as n, sum(case when a.has_theme = b.has_theme then 1 else 0 end) as same,
        sum(case when a.has_theme then 1 else 0 end) as first_yes, sum(case when b.has_theme then 1 else 0 end) as second_yes
    from voted a
    join voted b on b.feedback_id = a.feedback_id and b.theme_id = a.theme_id and b.nth = 2
    where a.nth = 1
    group by a.theme_id
),
expected as (
    select
        theme_id, n, same, same / cast(n as double) as observed,
        (first_yes * second_yes + (n - first_yes) * (n - second_yes)) / cast(n * n as double) as by_chance
    from paired
),
measured as (
    select
        c.theme_id, c.labels, cast(c.agreeing as bigint) as agreeing, cast(c.rule_only as bigint) as rule_only,
        cast(c.person_only as bigint) as person_only, cast(c.labels - c.agreeing - c.rule_only - c.person_only as bigint) as neither,
        100 * share(c.agreeing, c.agreeing + c.rule_only) as precision,
        100 * wilson_low(c.agreeing, c.agreeing + c.rule_only) as precision_low, 100 * wilson_high(c.agreeing, c.agreeing + c.rule_only) as precision_high,
        100 * share(c.agreeing, c.agreeing + c.person_only) as recall,
        100 * wilson_low(c.agreeing, c.agreeing + c.person_only) as recall_low, 100 * wilson_high(c.agreeing, c.agreeing + c.person_only) as recall_high,
        coalesce(e.n, 0) as labelled_twice, cast(coalesce(e.same, 0) as bigint) as people_agree,
        case when e.by_chance < 1 then (e.observed - e.by_chance) / (1 - e.by_chance) end as kappa
    from counted c
    left join expected e on e.theme_id = c.theme_id
),
judged as (
    select *,
        case
            when labels < 30 then 'too few to tell'
            when precision_high < 70 or recall_high < 70 then 'poor'
            when precision_low >= 70 and recall_low >= 70 then 'good'
            else 'unclear'
        end as verdict
    from measured
)
select * from judged
