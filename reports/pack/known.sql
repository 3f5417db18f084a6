-- How many items the plan has, and how many sprints with days.
select (select count(*) from work_items) as items, (select count(*) from sprints where starts_on is not null) as sprints
