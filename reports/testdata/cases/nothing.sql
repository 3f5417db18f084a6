-- A workspace whose sources have not brought anything yet.
create table raw.mood as select * from (values (true, 0), (false, 0)) as m(is_now, mood);
delete from source_freshness;
insert into source_freshness values ('shop survey', null, null, null, null, 7, false, 0, 0, 0, 0, 0, 0, null);
delete from rejects;
delete from skipped;
delete from releases;
delete from work_items;
delete from theme_items;
delete from sprints;
delete from release_verdicts;
delete from unheard;
delete from dominance;
delete from response_rates;
delete from nonresponse;
