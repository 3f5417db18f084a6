"""Reads a Flight SQL server by ADBC; what is not as it should be ends it."""

import sys

import adbc_driver_flightsql.dbapi as flightsql
from adbc_driver_flightsql import DatabaseOptions

kwargs = {DatabaseOptions.AUTHORIZATION_HEADER.value: "Bearer " + sys.argv[2]}
with flightsql.connect("grpc://" + sys.argv[1], kwargs, autocommit=True) as connection:
    tables = [
        table["table_name"]
        for catalog in connection.adbc_get_objects(depth="tables").read_all().to_pylist()
        for schema in catalog["catalog_db_schemas"]
        for table in schema["db_schema_tables"]
    ]
    assert tables == ["feed_themes", "feedback"], tables
    columns = [
        (column["column_name"])
        for catalog in connection.adbc_get_objects(depth="columns", table_name_filter="feedback").read_all().to_pylist()
        for schema in catalog["catalog_db_schemas"]
        for table in schema["db_schema_tables"]
        for column in table["table_columns"]
    ]
    assert columns == ["feedback_id", "body", "occurred_on"], columns
    assert connection.adbc_get_table_types() == ["BASE TABLE"]
    with connection.cursor() as cursor:
        cursor.execute("select i, i * 7 % 1000 as n, 'row ' || i as text from range(1000000) t(i)")
        rows = cursor.fetch_arrow_table()
        assert rows.num_rows == 1_000_000, rows.num_rows
        assert sum(rows.column("n").to_pylist()) == 499_500_000
        cursor.execute("select body from feedback where feedback_id = ? and occurred_on >= cast(? as date)", (7, "2026-01-01"))
        assert cursor.fetchall() == [("words 7",)]
        try:
            cursor.execute("drop table feedback")
            cursor.fetchall()
        except flightsql.Error as refused:
            assert "only one SELECT" in str(refused), refused
        else:
            sys.exit("a table was dropped")
print("all is well")
