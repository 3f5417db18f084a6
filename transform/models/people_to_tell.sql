-- One row per item shipped or declined in the last half-year and customer who raised it and may be contacted.
-- key: source, item, person_key
-- build: table
-- Fired by the day of the release, of what is in one (int_raised). Customers
-- without consent are on no list: items_to_tell counts them. Who a person is stands
-- in customers.csv alone; here is the id that it gives them.
-- column: source: the plan that has the item (work_items.source)
-- column: item: its key (work_items.key)
-- column: title: its title
-- column: outcome: shipped or declined
-- column: release: the release that brought it; null: declined, or a plan without releases
-- column: ended_on: day of the release, or of the refusal
-- column: person_key: keyed hash of the person (feedback.person_key)
-- column: person: their id in customers.csv, to look up name and address there; their key where the id tells a name
-- column: account: the person's account
-- column: segment: the account's segment
-- column: money: yearly money of the account, in the workspace's currency
-- column: channel: where they raised it last: survey, email, tracker, review, chat
-- column: raised_on: when
-- column: theme_id: the theme of the item that they raised
-- column: feedback_id: the feedback (feedback.feedback_id)
-- column: quote: their sentence
-- column: url: where to read it in its source
-- column: consent: true; who gave none is not here
-- column: owner: who is to tell them: of the account (the column owner of customers.csv), else of the theme (themes.yaml)
-- column: draft: a sentence to begin with
-- column: told_on: when they or their account were told (contacts.csv); null: not yet
with quoted as (
    select r.*, q.channel, q.quote, f.url
    from int_raised r
    join feedback_themes q on q.feedback_id = r.feedback_id and q.theme_id = r.theme_id
    join feedback f on f.feedback_id = r.feedback_id
    where r.ended_on >= run_date() - recent_days()
),
joined as (
    select
        q.source, q.item, q.title, q.phase as outcome, case when q.phase = 'shipped' then q.released_in end as release, q.ended_on,
        c.person_key, c.person, c.account, c.segment, c.money, q.channel, q.raised_on, q.theme_id, q.feedback_id, q.quote, q.url,
        c.may_contact as consent, coalesce(c.owner, redacted(n.owner)) as owner,
        'On ' || day_in_words(q.raised_on) || ' you told us about ' || coalesce(n.name, q.theme_id) || '. '
            || case when q.phase = 'shipped'
                then '"' || coalesce(q.title, q.item) || '" came out ' || coalesce('with ' || q.released_in || ' ', '') || 'on '
                    || day_in_words(q.ended_on) || '. Does it do what you need?'
                else 'We have decided against "' || coalesce(q.title, q.item) || '" on ' || day_in_words(q.ended_on)
                    || '. What would help you most instead?' end as draft,
        q.told_on
    from quoted q
    join int_customers c on c.person_key = q.person_key and c.may_contact
    left join theme_names n on n.theme_id = q.theme_id
)
select * from joined
