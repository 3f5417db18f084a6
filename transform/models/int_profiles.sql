-- One row per profile and dimension that it has a value of; each has the value all of the dimension all.
-- key: profile, dimension
-- build: table
-- The values are those of one feedback or rating that has the profile. A survey's
-- own columns come with the names that earshot.yaml gave them.
with feedback_examples as (
    select profile, min(feedback_id) as feedback_id from int_feedback_profiles group by profile
),
rating_examples as (
    select profile, min(rating_id) as rating_id
    from int_rating_profiles
    where profile not in (select profile from feedback_examples)
    group by profile
),
described as (
    select e.profile, a.segment, a.plan, f.channel, f.language, f.segments
    from feedback_examples e
    join stg_feedback f on f.feedback_id = e.feedback_id
    join int_authors a on a.feedback_id = e.feedback_id
    union all
    select e.profile, a.segment, a.plan, r.channel, r.language, r.segments
    from rating_examples e
    join stg_ratings r on r.rating_id = e.rating_id
    join int_raters a on a.rating_id = e.rating_id
),
own_names as (
    select profile, segments, segment_names(segments) as name
    from described
    where segments is not null
),
known as (
    select profile, 'segment' as dimension, segment as value from described
    union all
    select profile, 'plan', plan from described
    union all
    select profile, 'channel', channel from described
    union all
    select profile, 'language', language from described
    union all
    select profile, 'all', 'all' from described
    union all
    select profile, name, segment_value(segments, name)
    from own_names
    where name not in ('segment', 'plan', 'channel', 'language', 'account', 'all')
),
given as (
    select profile, dimension, value
    from known
    where value is not null
)
select * from given
