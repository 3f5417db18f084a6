-- One row per feedback up to the run's day and theme that it is about, and one of theme 0, which is feedback of any kind.
-- key: feedback_id, theme_no
-- build: view
-- column: theme_no: the theme (int_theme_numbers)
-- column: feeling: 1 praises it, -1 blames it, else 0
-- column: is_steady: all that the voter ever said has one profile, so that the next mention of the voter is the next one in each dimension
with voters as (
    select voter, min(profile) = max(profile) as is_steady from int_feedback_profiles group by voter
),
feedback_so_far as (
    select p.feedback_id, p.occurred_on, p.voter, p.profile, v.is_steady
    from int_feedback_profiles p
    join voters v on v.voter = p.voter
    where p.occurred_on <= run_date()
),
mentions as (
    select
        f.feedback_id, n.theme_no, f.occurred_on, f.voter, f.profile, f.is_steady,
        case t.polarity when 'positive' then 1 when 'negative' then -1 else 0 end as feeling
    from feedback_themes t
    join int_theme_numbers n on n.theme_id = t.theme_id
    join feedback_so_far f on f.feedback_id = t.feedback_id
    union all
    select feedback_id, 0, occurred_on, voter, profile, is_steady, 0
    from feedback_so_far
)
select * from mentions
