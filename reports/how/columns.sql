-- The columns of what people can read, in their order.
select table_name, column_name, lower(data_type), coalesce(comment, '')
from duckdb_columns()
where database_name = current_database() and schema_name = 'main'
order by table_name, column_index
