-- One row per model: the SQL behind each figure.
-- key: name
-- build: table
-- column: name: the model; macros: the formulas they use
-- column: sql: its text
with texts as (
    select name, sql
    from lookup.model_sql
)
select * from texts
