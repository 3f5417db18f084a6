-- One row per customer to invite to the next sprint review, or to an interview.
-- key: person_key
-- build: table
-- Lots are drawn by a hash of workspace, occasion and id: a second run draws
-- the same people, the next sprint others. Whom a list has named stays on it and is
-- left alone on all others for the cap of earshot.yaml (ops.invitations); so is whom
-- somebody spoke with. One who says the opposite of most comes first, then customers
-- never heard from (a quarter of the list), then all segments in turn, within each
-- one of every mood and recency, and accounts that are not on the list yet.
-- column: place: on the list, from 1
-- column: occasion: what they are invited to: the plan and its sprint, or the month
-- column: sprint: the sprint whose review it is; null: the month
-- column: held_on: its last day
-- column: person_key: keyed hash of the person (feedback.person_key)
-- column: person: their id in customers.csv, to look up name and address there; their key where the id tells a name
-- column: account: the person's account
-- column: segment: the account's segment
-- column: plan: the account's plan
-- column: consent: true; who gave none is not here
-- column: mood: content, unhappy, between or unknown: by the latest score, else by the latest words
-- column: heard: lately (13 weeks), before, or never
-- column: heard_on: when they were heard last
-- column: last_contacted_on: when somebody of the team spoke with them last
-- column: reason: what they say against most others, never heard from, or whom they stand for
with named as (
    select
        i.person_key, max(case when i.occasion = o.occasion then 1 else 0 end) = 1 as is_kept,
        min(case when i.occasion = o.occasion then i.nth end) as kept_nth
    from ops.invitations i
    cross join int_occasion o
    cross join lookup.invite v
    where abs(cast(i.held_on - o.held_on as int)) < v.cap_days
    group by i.person_key
),
eligible as (
    select
        c.*, o.occasion, o.sprint, o.held_on, v.people, coalesce(n.is_kept, false) as is_kept, n.kept_nth, c.heard = 'never' as is_never,
        c.against is not null as is_against, seed_of(r.workspace || '/' || o.occasion || '/' || c.person_id) as seed
    from int_candidates c
    cross join int_occasion o
    cross join lookup.invite v
    cross join lookup.run r
    left join named n on n.person_key = c.person_key
    where n.is_kept or n.person_key is null and coalesce(c.last_contacted_on <= run_date() - cast(v.cap_days as int), true)
),
spread as (
    select
        *, row_number() over (partition by is_kept, segment, mood, heard order by seed) as in_group,
        row_number() over (partition by coalesce(account, person_key) order by case when is_kept then 0 else 1 end, seed) as in_account,
        row_number() over (partition by is_kept, is_against order by case when is_against_theme then 0 else 1 end, seed) as in_against,
        count(*) filter (where is_kept and is_against) over () as kept_against, count(*) filter (where is_kept and is_never) over () as kept_never
    from eligible
),
rounds as (
    select
        *, row_number() over (partition by is_kept, segment, is_never order by in_group, seed) as in_never,
        row_number() over (partition by is_kept, segment order by case when in_account > 1 then 1 else 0 end, in_group, seed) as in_segment
    from spread
),
nevers as (
    select *, row_number() over (partition by is_kept, is_never order by in_never, seed) as nth_never from rounds
),
ordered as (
    select
        *, row_number() over (order by case when is_kept then 0 when is_against and in_against <= 1 - kept_against then 1
            when is_never and nth_never <= greatest(1, floor(people / 4.0)) - kept_never then 2 else 3 end,
            kept_nth, case when in_account > 1 then 1 else 0 end, in_segment, seed) as place
    from nevers
),
listed as (
    select
        place, occasion, sprint, held_on, person_key, person, account, segment, plan, true as consent, mood, heard, heard_on, last_contacted_on,
        coalesce(against, case when is_never then 'never heard from' else coalesce(segment || ', ', '') || mood || ', heard ' || heard end) as reason
    from ordered
    where place <= people or is_kept
)
select * from listed
