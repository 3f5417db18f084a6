-- A week like all others.
create table raw.mood as select * from (values (true, 0), (false, 0)) as m(is_now, mood);
create table raw.weight as select theme_id, is_now, place, weight from (values
    ('login', 1, 120), ('export', 3, 120), ('billing', 4, 120), ('speed', 5, 150), ('search', 6, 100), ('docs', 7, 80), ('mobile', 8, 60)
) as t(theme_id, place, weight), (values (true), (false)) as n(is_now);
