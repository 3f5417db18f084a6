-- How much customer contact did the team have, sprint by sprint?
-- People and accounts that were heard in each sprint, those heard for the first time, and the share of messages that
-- came in by themselves instead of answering a survey.
-- chart: line x=first_day y=people
with first_heard as (select voter, min(occurred_on) as first_on from feedback group by voter),
said as (
    select s.name as sprint, s.starts_on, s.ends_on, f.voter, f.account, f.channel, f.is_request,
        h.first_on >= s.starts_on as is_new
    from sprints s
    join feedback f on f.occurred_on between s.starts_on and s.ends_on
    join first_heard h on h.voter = f.voter
    where s.ends_on < run_date()
)
select
    sprint, starts_on as first_day, ends_on as last_day, count(distinct voter) as people,
    count(distinct voter) filter (where is_new) as heard_first, count(distinct account) as accounts,
    count(*) as messages, count(*) filter (where channel <> 'survey') as unasked,
    round(100 * share(count(*) filter (where channel <> 'survey'), count(*)), 1) as percent_unasked,
    count(*) filter (where is_request) as asking
from said
group by sprint, starts_on, ends_on
order by first_day desc, sprint
