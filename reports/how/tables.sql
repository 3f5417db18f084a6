-- What people can read, and what it means.
select table_name, coalesce(comment, '')
from duckdb_tables()
where database_name = current_database() and schema_name = 'main'
order by table_name
