-- One row per customer that may be invited, but for the cap: what they feel and when they were heard.
-- key: person_key
-- build: table
-- column: mood: by the latest score of the last half-year, else by the latest words that praise or blame: content, unhappy, between or unknown
-- column: heard: lately (13 weeks), before, or never
-- column: against: what they say against most others; null: nothing
-- column: is_against_theme: they praise a theme that most blame, or the other way round; else it is the score
with scores as materialized (
    select
        r.person_key, l.metric, case when l.top then 'content' when l.bottom then 'unhappy' else 'between' end as mood,
        row_number() over (partition by r.person_key order by r.occurred_on desc, r.occurred_at desc, r.rating_id desc) as nth
    from stg_ratings r
    join int_latest_ratings l on l.rating_id = r.rating_id and l.figure is not null
    where r.person_key is not null and r.occurred_on >= run_date() - recent_days() and r.occurred_on < run_date()
),
words as (
    select
        person_key, case polarity when 'positive' then 'content' else 'unhappy' end as mood,
        row_number() over (partition by person_key order by occurred_on desc, occurred_at desc, feedback_id desc) as nth
    from feedback
    where person_key in (select person_key from int_customers) and polarity <> 'neutral' and occurred_on >= run_date() - recent_days() and occurred_on < run_date()
),
heard as (
    select person_key, max(occurred_on) as heard_on
    from (
        select person_key, occurred_on from feedback where person_key in (select person_key from int_customers) and occurred_on < run_date()
        union all
        select person_key, occurred_on from stg_ratings where person_key in (select person_key from int_customers) and occurred_on < run_date()
    ) said
    group by person_key
),
most_feel as (
    select case when count(*) filter (where mood = 'content') >= count(*) filter (where mood = 'unhappy') then 'content' else 'unhappy' end as mood
    from scores
    where nth = 1
),
themes_felt as (
    select
        theme_id, count(distinct case when polarity = 'positive' then voter end) as praise,
        count(distinct case when polarity = 'negative' then voter end) as blame
    from feedback_themes
    where polarity <> 'neutral' and occurred_on >= run_date() - demand_days() and occurred_on < run_date()
    group by theme_id
),
opposed as (
    select
        t.person_key, case when t.polarity = 'positive' then 'praises ' else 'blames ' end || coalesce(n.name, t.theme_id)
            || case when t.polarity = 'positive' then ', which most blame' else ', which most praise' end as against,
        row_number() over (partition by t.person_key order by f.praise + f.blame desc, t.theme_id, t.feedback_id desc) as nth
    from feedback_themes t
    join themes_felt f on f.theme_id = t.theme_id and f.praise + f.blame >= demand_people()
        and (t.polarity = 'positive' and f.blame > f.praise or t.polarity = 'negative' and f.praise > f.blame)
    left join theme_names n on n.theme_id = t.theme_id
    where t.person_key in (select person_key from int_customers) and t.occurred_on >= run_date() - recent_days() and t.occurred_on < run_date()
),
joined as (
    select
        c.person_key, c.person_id, c.person, c.account, c.segment, c.plan, c.last_contacted_on, h.heard_on, coalesce(s.mood, w.mood, 'unknown') as mood,
        case when h.heard_on is null then 'never' when h.heard_on >= run_date() - demand_days() then 'lately' else 'before' end as heard,
        coalesce(o.against, case when s.mood = 'unhappy' and m.mood = 'content' then 'scores low where most score high'
            when s.mood = 'content' and m.mood = 'unhappy' then 'scores high where most score low' end) as against,
        o.against is not null as is_against_theme
    from int_customers c
    cross join most_feel m
    left join heard h on h.person_key = c.person_key
    left join scores s on s.person_key = c.person_key and s.nth = 1
    left join words w on w.person_key = c.person_key and w.nth = 1
    left join opposed o on o.person_key = c.person_key and o.nth = 1
    where c.may_contact and not c.is_double
)
select * from joined
