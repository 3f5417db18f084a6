-- What the published file says of its tables and columns, types in words.
with tables as (
    select table_name, '' as column_name, 'table' as kind, coalesce(comment, '') as meaning
    from duckdb_tables()
    where database_name = current_database() and schema_name = 'main'
),
columns as (
    select table_name, column_name,
        case
            when data_type like '%[]' then 'list, separated by ; '
            when data_type = 'VARCHAR' then 'text'
            when data_type in ('BIGINT', 'INTEGER', 'HUGEINT', 'SMALLINT', 'UBIGINT') then 'whole number'
            when data_type in ('DOUBLE', 'FLOAT') or data_type like 'DECIMAL%' then 'number'
            when data_type = 'DATE' then 'date'
            when data_type like 'TIMESTAMP%' then 'date and time, UTC'
            when data_type = 'BOOLEAN' then 'true or false'
            else lower(data_type)
        end as kind,
        coalesce(comment, '') as meaning
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'main'
)
select * from tables
union all
select * from columns
order by all
