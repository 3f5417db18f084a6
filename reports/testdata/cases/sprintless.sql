-- A plan of a team that has no sprints, in which nothing else is told.
delete from sprints;
delete from demand_vs_plan;
