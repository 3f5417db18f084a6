-- One row per promise: to whom, by when, moved how often, told, kept.
-- key: promise
-- build: table
-- From promises.csv: the rows of one customer and one item or theme are one
-- promise, and each row after the first moves its date. It is fulfilled by the
-- release of the item, or by the first release of an item of the theme after the
-- promise. A person is shown as a key: whose it is customers.csv knows.
-- column: promise: number of its first row in promises.csv, from 1
-- column: item: the item promised (work_items.key)
-- column: theme_id: or the theme promised (theme_names.theme_id)
-- column: account: the customer, or the person's account
-- column: person_key: keyed hash of the person; null: promised to an account
-- column: customer_match: account, person, or unknown: not in customers.csv
-- column: promised_by: who promised first
-- column: promised_on: day of the first promise
-- column: first_due_on: day promised first; null: none
-- column: due_on: day promised last; null: none
-- column: moved: how often the day was moved
-- column: days_moved: from the first day promised to the last; below 0: sooner
-- column: told_on: when the customer was told of the day promised last
-- column: is_told: true when they were
-- column: fulfilled_on: day of the release that brought it; null: not yet
-- column: state: kept, late (fulfilled after the day promised last, or not by now), open, declined
with customers as (
    select native_id as customer, coalesce(name, native_id) as account, cast(null as varchar) as person_key, 1 as place
    from landing.accounts
    where not deleted
    union all
    select p.native_id, coalesce(a.name, p.account), coalesce(p.person_key, p.person_keys[1]), 2
    from landing.people p
    left join landing.accounts a on a.native_id = p.account and not a.deleted
    where not p.deleted
    union all
    select name, name, null, 3
    from landing.accounts
    where not deleted and name is not null
),
resolved as (
    select
        g.nth, g.item, g.theme_id, g.promised_by, g.promised_on, g.due_on, g.told_on, c.account, c.person_key,
        case c.place when 2 then 'person' when 1 then 'account' when 3 then 'account' else 'unknown' end as customer_match,
        coalesce(c.person_key, c.account, lower(g.customer)) as whom,
        row_number() over (partition by g.nth order by c.place, c.account) as choice
    from lookup.promises g
    left join customers c on lower(c.customer) = lower(g.customer)
),
given as (
    select
        *, min(nth) over (partition by customer_match, whom, item, theme_id) + 1 as promise,
        row_number() over (partition by customer_match, whom, item, theme_id order by promised_on, nth) as place,
        row_number() over (partition by customer_match, whom, item, theme_id order by promised_on desc, nth desc) as place_back,
        lag(due_on) over (partition by customer_match, whom, item, theme_id order by promised_on, nth) as due_before
    from resolved
    where choice = 1
),
folded as (
    select
        promise, min(item) as item, min(theme_id) as theme_id, min(account) as account, min(person_key) as person_key,
        min(customer_match) as customer_match, min(promised_on) as promised_on, max(case when place = 1 then promised_by end) as promised_by,
        max(case when place = 1 then due_on end) as first_due_on, max(case when place_back = 1 then due_on end) as due_on,
        max(case when place_back = 1 then told_on end) as told_on,
        count(*) filter (where place > 1 and due_on is distinct from due_before) as moved
    from given
    group by promise
),
brought as (
    select f.promise, p.phase, p.ended_on
    from folded f
    join int_item_phases p on p.item = f.item
    union all
    select f.promise, p.phase, p.ended_on
    from folded f
    join theme_items t on t.theme_id = f.theme_id
    join int_item_phases p on p.source = t.source and p.item = t.item
    where p.phase = 'shipped' and p.ended_on >= f.promised_on
),
outcomes as (
    select
        promise, min(case when phase = 'shipped' then ended_on end) as fulfilled_on,
        min(case when phase = 'declined' then 1 else 0 end) as declined
    from brought
    group by promise
),
judged as (
    select
        f.promise, f.item, f.theme_id, f.account, f.person_key, f.customer_match, redacted(f.promised_by) as promised_by,
        f.promised_on, f.first_due_on, f.due_on, f.moved, cast(f.due_on - f.first_due_on as bigint) as days_moved,
        f.told_on, f.told_on is not null as is_told, o.fulfilled_on,
        case when o.fulfilled_on > f.due_on then 'late' when o.fulfilled_on is not null then 'kept'
            when o.declined = 1 then 'declined' when f.due_on < run_date() then 'late' else 'open' end as state
    from folded f
    left join outcomes o on o.promise = f.promise
)
select * from judged
