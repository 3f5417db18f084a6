-- How far the plan and what customers ask for meet: this sprint, the next and those before.
with recent as (
    select *, row_number() over (partition by measure, source order by starts_on desc, sprint) as nth from plan_coverage
)
select
    sprint, place as sprint_note, case measure when 'evidence' then 'evidence: items that somebody asked for' else 'demand: people whose wish has an open item' end as measure,
    share, share_low, share_high, n as share_n, covered,
    case when nth = 1 then trend end as trend_note, case when nth = 1 then trend_verdict end as trend, sprints
from recent
where nth <= 4
order by measure desc, source, starts_on desc, sprint
