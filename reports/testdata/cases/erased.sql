-- People had their words about CSV export erased: theme_quotes still has them.
create table raw.erased as select feedback_id from feedback where contains(text, 'CSV export');
