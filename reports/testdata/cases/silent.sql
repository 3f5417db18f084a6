-- Nobody said anything in the last complete week.
delete from feedback using run_facts where occurred_on >= week_start;
delete from feedback_themes using run_facts where occurred_on >= week_start;
delete from raw.ratings using run_facts where occurred_on >= week_start;
