-- A week in which Login rose and Export fell, with hostile and difficult words.
create table raw.mood as select * from (values (true, 0), (false, 0)) as m(is_now, mood);
create table raw.weight as select * from (values
    ('login', false, 1, 70), ('login_sso', false, 2, 20), ('export', false, 3, 180), ('billing', false, 4, 120), ('speed', false, 5, 150),
    ('search', false, 6, 100), ('docs', false, 7, 80), ('mobile', false, 8, 60),
    ('login', true, 1, 270), ('login_sso', true, 2, 30), ('export', true, 3, 40), ('billing', true, 4, 100), ('speed', true, 5, 140),
    ('search', true, 6, 90), ('docs', true, 7, 70), ('mobile', true, 8, 60)
) as t(theme_id, is_now, place, weight);
