-- How much customer contact did the team have, sprint by sprint?
-- People and accounts that were heard in each sprint, those heard for the first time, and the share of messages that
-- came in by themselves instead of answering a survey.
-- chart: line x=first_day y=people
with said as materialized (
    select s.name as sprint, s.starts_on, s.ends_on, f.voter, f.account, f.channel, f.is_request
    from sprints s
    join feedback f on f.occurred_on between s.starts_on and s.ends_on
    where s.ends_on < run_date()
),
first_heard as (
    select voter, min(occurred_on) as first_on from feedback where voter in (select voter from said) group by voter
)
select
    s.sprint, s.starts_on as first_day, s.ends_on as last_day, count(distinct s.voter) as people,
    count(distinct s.voter) filter (where h.first_on >= s.starts_on) as heard_first,
    count(distinct s.account) as accounts,
    count(*) as messages, count(*) filter (where s.channel <> 'survey') as unasked,
    round(100 * share(count(*) filter (where s.channel <> 'survey'), count(*)), 1) as percent_unasked,
    count(*) filter (where s.is_request) as asking
from said s
join first_heard h on h.voter = s.voter
group by s.sprint, s.starts_on, s.ends_on
order by first_day desc, sprint
