-- Conversations with customers by role: this sprint, the six before, and the trend.
with recent as (
    select *, dense_rank() over (partition by source order by starts_on desc) as nth from contacts_by_sprint
)
select
    role, min(source) as source, cast(coalesce(sum(contacts) filter (where nth = 1), 0) as bigint) as this_sprint, cast(coalesce(sum(contacts) filter (where nth = 2), 0) as bigint) as sprint_before,
    cast(sum(contacts) as bigint) as contacts, cast(sum(interviews) as bigint) as interviews, cast(sum(reviews) as bigint) as reviews, cast(sum(calls) as bigint) as calls, cast(sum(told) as bigint) as told,
    max(sprints) as sprints, max(trend) as trend_note, max(trend_verdict) as trend
from recent
where nth <= 7
group by source, role
order by source, case role when 'all' then 0 else 1 end, contacts desc, role
