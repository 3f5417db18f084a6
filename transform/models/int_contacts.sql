-- One row per row of contacts.csv, with whom it names.
-- key: nth
-- build: table
-- column: person_key: the person; null: an account, or unknown
-- column: account: the person's account, or the one named
-- column: match: person, address (of nobody in customers.csv), account or unknown
with people as (
    select native_id, coalesce(person_key, person_keys[1]) as person_key, account
    from landing.people
    where not deleted
),
accounts as (
    select native_id as account_id, max(coalesce(name, native_id)) as account from landing.accounts where not deleted group by native_id
),
-- an address may be one of a person's, or the id that customers.csv has for them
ways as (
    select c.nth, p.person_key, cast(null as varchar) as account, 1 as place
    from lookup.contacts c
    join lookup.persons p on p.way = 'address' and p.token = c.address_key
    union all
    select c.nth, p.person_key, null, 2
    from lookup.contacts c
    join people p on p.person_key = c.id_key or lower(p.native_id) = lower(c.who)
    union all
    select c.nth, null, a.account, 3
    from lookup.contacts c
    join accounts a on lower(a.account_id) = lower(c.who) or lower(a.account) = lower(c.who)
    union all
    select nth, address_key, null, 4
    from lookup.contacts
    where address_key is not null
),
chosen as (
    select *, row_number() over (partition by nth order by place, person_key, account) as choice from ways
),
resolved as (
    select
        c.nth, c.contacted_on, w.person_key, coalesce(w.account, a.account, p.account) as account, c.role, c.kind, c.item,
        case w.place when 1 then 'person' when 2 then 'person' when 3 then 'account' when 4 then 'address' else 'unknown' end as match,
        coalesce(w.person_key, w.account, lower(c.who)) as whom
    from lookup.contacts c
    left join chosen w on w.nth = c.nth and w.choice = 1
    left join (select person_key, min(account) as account from people group by person_key) p on p.person_key = w.person_key
    left join accounts a on a.account_id = p.account
)
select * from resolved
