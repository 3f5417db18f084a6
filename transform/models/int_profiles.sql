-- One row per profile and dimension that it has a value of; each has the value all of the dimension all.
-- key: profile, dimension
-- build: table
-- Within a profile all values are equal: the least one is as good as any. A
-- survey's own columns come with the names that earshot.yaml gave them.
with described as (
    select
        profile, min(segment) as segment, min(plan) as plan, min(channel) as channel, min(language) as language,
        min(segments) as segments
    from (
        select profile, segment, plan, channel, language, segments from int_feedback_profiles
        union all
        select profile, segment, plan, channel, language, segments from int_rating_profiles
    ) profiles
    group by profile
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
