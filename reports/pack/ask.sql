-- Whom to ask about what is demanded and has no item, has stalled or was declined.
with open_questions as (
    select theme_id, string_agg(distinct list, ', ' order by list) as why
    from demand_vs_plan
    where list in ('no item', 'stalled', 'declined')
    group by theme_id
)
select
    a.person, a.account as person_note, coalesce(n.name, a.theme_id) as theme, q.why as theme_note, a.segment, a.channel, a.raised_on, a.last_contacted_on, a.quote
from people_to_ask a
join open_questions q on q.theme_id = a.theme_id
left join theme_names n on n.theme_id = a.theme_id
where a.is_rested and a.place <= 4
order by n.name, a.place
