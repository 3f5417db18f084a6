-- One row per theme, with the number that it goes by within one query; 0 is the theme '', feedback of any kind.
-- key: theme_no
-- build: view
-- For speed, as in int_cuts.
with numbered as (
    select cast(row_number() over (order by theme_id) as int) as theme_no, theme_id from theme_names
    union all
    select 0, ''
)
select * from numbered
