-- One row per feedback up to the run's day and theme that it is about, and one of the theme '', which is feedback of any kind.
-- key: feedback_id, theme_id
-- build: view
-- column: is_steady: all that the voter ever said has one profile, so that the next mention of the voter is the next one in each dimension
with voters as (
    select voter, min(profile) = max(profile) as is_steady from int_feedback_profiles group by voter
),
mentions as (
    select p.feedback_id, t.theme_id, p.occurred_on, t.polarity, p.voter, p.profile, v.is_steady
    from feedback_themes t
    join int_feedback_profiles p on p.feedback_id = t.feedback_id
    join voters v on v.voter = p.voter
    union all
    select p.feedback_id, '', p.occurred_on, null, p.voter, p.profile, v.is_steady
    from int_feedback_profiles p
    join voters v on v.voter = p.voter
),
so_far as (
    select * from mentions where occurred_on <= run_date()
)
select * from so_far
