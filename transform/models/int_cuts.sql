-- One row per value of a dimension, with the number that it goes by within one query; 0 is everybody.
-- key: cut
-- build: view
-- Millions of rows are counted by a small number several times as fast as by two
-- words. It is none to store: a new value changes those after it.
with distinct_cuts as (
    select distinct dimension, value from int_profiles where dimension <> 'all'
),
numbered as (
    select cast(row_number() over (order by dimension, value) as int) as cut, dimension, value from distinct_cuts
    union all
    select 0, 'all', 'all'
)
select * from numbered
