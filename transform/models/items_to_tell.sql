-- One row per item shipped or declined in the last half-year that somebody of customers.csv raised.
-- key: source, item
-- build: table
-- column: source: the plan that has the item (work_items.source)
-- column: item: its key (work_items.key)
-- column: title: its title
-- column: outcome: shipped or declined
-- column: ended_on: day of the release, or of the refusal
-- column: customers: people of customers.csv who raised it in the year before
-- column: may_tell: of them, those that may be contacted
-- column: told: of these, those that were told
-- column: told_share: told of may_tell (0..100)
-- column: told_low: lower end of its 95 % interval: Wilson (0..100)
-- column: told_high: upper end (0..100)
-- column: people: people, known or not, who demanded its theme in the 13 weeks before that day; of several themes the one that most did
with counted as (
    select
        r.source, r.item, min(r.title) as title, min(r.phase) as outcome, min(r.ended_on) as ended_on, count(*) as customers,
        count(*) filter (where c.may_contact) as may_tell, count(*) filter (where c.may_contact and r.told_on is not null) as told
    from int_raised r
    join int_customers c on c.person_key = r.person_key
    where r.ended_on >= run_date() - recent_days()
    group by r.source, r.item
),
demanded as (
    select c.source, c.item, max(d.people) as people
    from counted c
    join theme_items t on t.source = c.source and t.item = c.item
    join int_demand_days d on d.theme_id = t.theme_id and d.span = demand_days() and d.day = c.ended_on
    group by c.source, c.item
),
shared as (
    select
        c.source, c.item, c.title, c.outcome, c.ended_on, c.customers, c.may_tell, c.told, 100 * share(c.told, c.may_tell) as told_share,
        100 * wilson_low(c.told, c.may_tell) as told_low, 100 * wilson_high(c.told, c.may_tell) as told_high, coalesce(d.people, 0) as people
    from counted c
    left join demanded d on d.source = c.source and d.item = c.item
)
select * from shared
