-- Which tables the published file has: a mart of another version may be missing.
select table_name from duckdb_tables() where not internal and schema_name = 'main' order by table_name
