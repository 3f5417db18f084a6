-- The SQL behind each mart.
select name, sql from model_sql order by name
