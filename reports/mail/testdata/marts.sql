-- The marts that only the mail reads, as their models make them.
create table if not exists alarms (kind varchar, subject varchar, direction varchar, size double, state varchar, since date);
create table if not exists release_verdicts (
    release varchar, theme_id varchar, item varchar, expected varchar, released_on date, check_on date, registered_late boolean, days bigint,
    people_before bigint, people_after bigint, exposure_before bigint, exposure_after bigint, rate_ratio double, rate_low double, rate_high double,
    control_ratio double, ratio_to_control double, control_low double, control_high double, p_value double, q_value double, verdict varchar
);
create table if not exists unheard (
    dimension varchar, value varchar, customers bigint, heard bigint, unheard bigint, heard_share double, share_low double, share_high double,
    others_share double, accounts bigint, accounts_unheard bigint, money double, money_unheard double, p_value double, q_value double, verdict varchar
);
