-- A file that an earlier version published.
drop table theme_items;
drop table demand;
drop table demand_vs_plan;
drop table plan_coverage;
drop table contracts;
drop table promises;
drop table waste;
drop table relief;
drop table people_to_tell;
drop table items_to_tell;
drop table told_effect;
drop table contacts_by_sprint;
drop table people_to_ask;
drop table people_to_invite;
