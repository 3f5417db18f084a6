-- One row per known address of a customer.
-- key: person_key
-- build: table
-- Of two people with one address the first in customers.csv's order of ids counts.
with addresses as (
    select each(person_keys) as person_key, native_id as person_id, account as account_id, consent, contacted_on
    from landing.people
    where not deleted
),
first_of_each as (
    select *, row_number() over (partition by person_key order by person_id) as place
    from addresses
),
with_account as (
    select
        f.person_key, f.person_id, f.account_id, coalesce(a.name, f.account_id) as account,
        a.segment, a.plan, a.money, a.since, f.consent, f.contacted_on
    from first_of_each f
    left join landing.accounts a on a.native_id = f.account_id and not a.deleted
    where f.place = 1
)
select * from with_account
