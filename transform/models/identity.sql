-- One row per sort of record, source, channel, what was to be told of the author, and how it was told.
-- key: record, source, channel, told, reason
-- build: table
-- Of the person: by an address or a login of customers.csv, by itself (an author
-- that customers.csv does not have), or not at all. Of the account: by the person,
-- by the address's domain or by a name that customers.csv has, by the source's own
-- word alone, or not at all. Reasons that nothing came by stand there with 0.
-- column: record: feedback or rating
-- column: source: name of the source in earshot.yaml
-- column: channel: survey, email, tracker, review, chat
-- column: told: person or account
-- column: reason: person: address, login, itself, anonymous; account: person, domain, account name, source, none
-- column: records: records told so
-- column: n: all records of the source and channel
-- column: share: records of n (0..100); of reason anonymous, the anonymous share
-- column: share_low: lower end of its 95 % interval: Wilson (0..100)
-- column: share_high: upper end (0..100)
with counted as (
    select 'feedback' as record, source, channel, person_match, account_match, count(*) as records
    from feedback
    group by source, channel, person_match, account_match
    union all
    select 'rating', source, channel, person_match, account_match, count(*)
    from int_raters
    group by source, channel, person_match, account_match
),
totals as (
    select record, source, channel, cast(sum(records) as bigint) as n
    from counted
    group by record, source, channel
),
told as (
    select record, source, channel, 'person' as told, person_match as reason, records from counted
    union all
    select record, source, channel, 'account', account_match, records from counted
),
reasons as (
    select told, reason
    from (values
        ('person', 'address'), ('person', 'login'), ('person', 'itself'), ('person', 'anonymous'),
        ('account', 'person'), ('account', 'domain'), ('account', 'account name'), ('account', 'source'), ('account', 'none')
    ) as listed(told, reason)
),
summed as (
    select t.record, t.source, t.channel, r.told, r.reason, cast(coalesce(sum(c.records), 0) as bigint) as records, t.n
    from totals t
    cross join reasons r
    left join told c on c.record = t.record and c.source = t.source and c.channel = t.channel
        and c.told = r.told and c.reason = r.reason
    group by t.record, t.source, t.channel, r.told, r.reason, t.n
),
figures as (
    select
        record, source, channel, told, reason, records, n, 100 * share(records, n) as share,
        100 * wilson_low(records, n) as share_low, 100 * wilson_high(records, n) as share_high
    from summed
)
select * from figures
