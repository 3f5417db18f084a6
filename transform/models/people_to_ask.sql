-- One row per theme and customer to ask about it: who raised it in the last half-year and may be contacted.
-- key: theme_id, person_key
-- build: table
-- At most ten of a theme: first those whom nobody spoke with for as long as the cap
-- of earshot.yaml says, then those who asked for something, then the latest.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: place: in the order in which to ask, from 1
-- column: person_key: keyed hash of the person (feedback.person_key)
-- column: person: their id in customers.csv; their key where the id tells a name
-- column: account: the person's account
-- column: segment: the account's segment
-- column: channel: where they raised it last
-- column: raised_on: when
-- column: quote: their sentence
-- column: last_contacted_on: when somebody of the team spoke with them last; null: not known to
-- column: is_rested: true when that is longer ago than the cap
with ranked as (
    select
        t.theme_id, t.person_key, t.feedback_id, t.channel, t.occurred_on, t.quote, t.is_request,
        row_number() over (partition by t.theme_id, t.person_key order by t.is_request desc, t.occurred_on desc, t.feedback_id desc) as nth
    from feedback_themes t
    join int_customers c on c.person_key = t.person_key and c.may_contact
    where is_demand(t.is_request, t.polarity) and t.occurred_on >= run_date() - recent_days() and t.occurred_on < run_date()
),
joined as (
    select
        r.theme_id, c.person_key, c.person, c.account, c.segment, r.channel, r.occurred_on as raised_on, r.quote, r.is_request, c.person_id,
        c.last_contacted_on, coalesce(c.last_contacted_on <= run_date() - cast(v.cap_days as int), true) as is_rested
    from ranked r
    join int_customers c on c.person_key = r.person_key
    cross join lookup.invite v
    where r.nth = 1
),
placed as (
    select
        *, row_number() over (partition by theme_id order by case when is_rested then 0 else 1 end,
            case when is_request then 0 else 1 end, raised_on desc, person_id) as place
    from joined
),
listed as (
    select theme_id, place, person_key, person, account, segment, channel, raised_on, quote, last_contacted_on, is_rested
    from placed
    where place <= 10
)
select * from listed
