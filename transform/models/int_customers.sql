-- One row per person of customers.csv.
-- key: person_key
-- build: table
-- Who shares an address with somebody that must not be contacted must not be
-- either, for it may be the same person twice; of such two the first counts.
-- column: person: what the team may look up in customers.csv: the id, or the key where the id tells a name
-- column: owner: who looks after the account: the column owner of customers.csv
-- column: may_contact: consent was given, and no row with the same address lacks it
-- column: is_double: another row has the same address and counts
-- column: last_contacted_on: the later of last_contacted and of contacts.csv, which may be still to come
with ranked as (
    select
        native_id, name, coalesce(person_key, person_keys[1]) as person_key, person_keys, account as account_id, consent, contacted_on,
        coalesce(segment_value(fields, 'owner'), segment_value(fields, 'Owner')) as owner,
        row_number() over (partition by coalesce(person_key, person_keys[1]) order by source, native_id) as nth
    from landing.people
    where not deleted and coalesce(person_key, person_keys[1]) is not null
),
standing as (
    select * from ranked where nth = 1
),
addresses as (
    select person_key, consent, each(person_keys) as token from ranked
),
shared as (
    select
        a.person_key, min(case when o.consent then 1 else 0 end) as all_consent,
        max(case when p.person_key <> a.person_key then 1 else 0 end) as is_double
    from addresses a
    join addresses o on o.token = a.token
    left join lookup.persons p on p.way = 'address' and p.token = a.token
    group by a.person_key
),
accounts as (
    select native_id as account_id, max(coalesce(name, native_id)) as account, max(segment) as segment, max(plan) as plan, max(money) as money
    from landing.accounts
    where not deleted
    group by native_id
),
spoken as (
    select person_key, max(contacted_on) as contacted_on from int_contacts where person_key is not null group by person_key
),
joined as (
    select
        s.person_key, s.native_id as person_id, shown_id(s.native_id, s.name, s.person_key) as person, s.account_id, coalesce(a.account, s.account_id) as account,
        a.segment, a.plan, a.money, redacted(s.owner) as owner, s.consent and coalesce(h.all_consent, 1) = 1 as may_contact,
        coalesce(h.is_double, 0) = 1 as is_double, greatest(s.contacted_on, c.contacted_on) as last_contacted_on
    from standing s
    left join shared h on h.person_key = s.person_key
    left join accounts a on a.account_id = s.account_id
    left join spoken c on c.person_key = s.person_key
)
select * from joined
