-- One row per theme and place in its list of quotes: customers' own sentences.
-- key: theme_id, rank
-- build: table
-- The last complete week comes first, then the twelve weeks before it; within
-- each, sentences of a length that can be read at a glance and that feel
-- something. One sentence a person, no sentence twice, twelve a theme.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: rank: place in the list, from 1
-- column: feedback_id: the feedback it stands in
-- column: quote: the sentence, verbatim but for addresses and numbers
-- column: evidence: the words in it that show the theme
-- column: occurred_on: local date
-- column: channel: survey, email, tracker, review, chat
-- column: segment: the account's segment
-- column: plan: the account's plan
-- column: polarity: of the sentence about this theme
-- column: url: where to read it in its source
with quotes as (
    select
        t.theme_id, t.feedback_id, t.quote, t.evidence, t.occurred_on, t.channel, t.segment, t.polarity, p.voter,
        case when t.occurred_on >= last_week() then 0 else 1 end as earlier,
        case when length(t.quote) between 40 and 220 then 0 else 1 end as unhandy,
        abs(coalesce(t.sentiment, 0)) as feeling
    from feedback_themes t
    join int_feedback_profiles p on p.feedback_id = t.feedback_id and p.occurred_on = t.occurred_on
    where t.quote is not null and t.occurred_on >= last_week() - 84 and t.occurred_on < last_week() + 7
),
-- The many sentences of before are read only for themes whose list the week leaves open.
of_week as materialized (
    select * from quotes where occurred_on >= last_week()
),
best_of_week as (
    select *, row_number() over (partition by theme_id, voter order by unhandy, feeling desc, feedback_id) as nth
    from of_week
),
wanting as (
    select theme_id from theme_names
    except
    select theme_id from best_of_week where nth = 1 group by theme_id having count(distinct lower(quote)) >= 12
),
recent as (
    select * from of_week
    union all
    select * from quotes where occurred_on < last_week() and theme_id in (select theme_id from wanting)
),
best_of_person as (
    select *, row_number() over (partition by theme_id, voter order by earlier, unhandy, feeling desc, feedback_id) as nth
    from recent
),
first_of_sentence as (
    select *, row_number() over (partition by theme_id, lower(quote) order by earlier, feedback_id) as copy
    from best_of_person
    where nth = 1
),
ranked as (
    select *, row_number() over (partition by theme_id order by earlier, unhandy, feeling desc, feedback_id) as rank
    from first_of_sentence
    where copy = 1
),
listed as (
    select
        r.theme_id, r.rank, r.feedback_id, r.quote, r.evidence, r.occurred_on, r.channel, r.segment, f.plan, r.polarity, f.url
    from ranked r
    join feedback f on f.feedback_id = r.feedback_id and f.occurred_on = r.occurred_on
    where r.rank <= 12
)
select * from listed
