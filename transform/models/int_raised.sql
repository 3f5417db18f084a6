-- One row per item that was shipped or declined and customer who raised it.
-- key: source, item, person_key
-- build: table
-- A customer raised an item who demanded one of its themes, in any channel, in the
-- year before: the last time counts. The day that fires is the day of the release,
-- not the day on which the item was done: in a plan with releases an item that is in
-- none of them has not reached anybody. Of themes and days the mention that is the
-- last before the day is found by the one that follows it.
-- column: ended_on: day of the release, or of the refusal
-- column: raised_on: when the customer raised it last
-- column: told_on: when contacts.csv says they, or their account, were told; null: not yet
with planned as (
    select source, count(released_on) as releases from releases group by source
),
released as (
    select distinct source, name from releases where released_on <= run_date()
),
ended as (
    select p.source, p.item, p.title, p.phase, p.ended_on, p.released_in
    from int_item_phases p
    left join planned n on n.source = p.source
    left join released r on r.source = p.source and r.name = p.released_in
    where p.ended_on between run_date() - tell_days() and run_date()
        and (p.phase = 'declined' or p.phase = 'shipped' and (r.name is not null or coalesce(n.releases, 0) = 0))
),
themed as (
    select e.source, e.item, e.ended_on, t.theme_id
    from ended e
    join theme_items t on t.source = e.source and t.item = e.item
),
mentions as (
    select
        t.theme_id, t.person_key, t.feedback_id, t.occurred_on,
        lead(t.occurred_on) over (partition by t.theme_id, t.person_key order by t.occurred_on, t.feedback_id) as next_on
    from feedback_themes t
    join int_customers c on c.person_key = t.person_key
    where is_demand(t.is_request, t.polarity) and t.occurred_on < run_date() and t.theme_id in (select theme_id from themed)
),
raised as (
    select
        h.source, h.item, m.person_key, h.theme_id, m.feedback_id, m.occurred_on,
        row_number() over (partition by h.source, h.item, m.person_key order by m.occurred_on desc, m.feedback_id desc, h.theme_id) as nth
    from themed h
    join mentions m on m.theme_id = h.theme_id and m.occurred_on < h.ended_on and coalesce(m.next_on >= h.ended_on, true)
        and m.occurred_on >= h.ended_on - tell_days()
),
told as (
    select r.source, r.item, r.person_key, min(k.contacted_on) as told_on
    from raised r
    join int_customers c on c.person_key = r.person_key
    join int_contacts k on k.kind = 'told' and k.item = r.item and k.contacted_on between r.occurred_on and run_date()
        and (k.person_key = r.person_key or k.match = 'account' and k.account = c.account)
    where r.nth = 1
    group by r.source, r.item, r.person_key
),
joined as (
    select
        e.source, e.item, e.title, e.phase, e.ended_on, e.released_in, r.person_key, r.theme_id, r.feedback_id,
        r.occurred_on as raised_on, t.told_on
    from raised r
    join ended e on e.source = r.source and e.item = r.item
    left join told t on t.source = r.source and t.item = r.item and t.person_key = r.person_key
    where r.nth = 1
)
select * from joined
