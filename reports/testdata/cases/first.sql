-- Only the last complete week has anything.
delete from feedback using run_facts where occurred_on < week_start;
delete from feedback_themes using run_facts where occurred_on < week_start;
delete from raw.ratings using run_facts where occurred_on < week_start;
delete from emerging_terms;
