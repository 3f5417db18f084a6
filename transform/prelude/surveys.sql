-- What is made of survey ratings, with the macros of statistics.sql, after which
-- this file is read. A figure is of one of three kinds: net (top less bottom: NPS,
-- CES index), share (top: CSAT, stars, CES share) and mean (of the scale: CES).
-- net and share come out in points of 100, mean in scale units; another kind, or
-- none, gives null. top, bottom, n, mean and sd describe the answers of a period;
-- those of the period before end in 0.

-- convention_name: how a rating was asked and is counted, '' for the usual way.
-- What was asked on another scale (nps 0..10, csat and stars 1..5, ces 1..7 are
-- usual) or with the good end low is a convention of its own and never mixed.
create or replace macro convention_name(metric, convention, scale_min, scale_max, low_is_good) as trim(concat_ws(' ',
    convention,
    case when metric = 'nps' and scale_min = 0 and scale_max = 10
        or metric in ('csat', 'stars') and scale_min = 1 and scale_max = 5
        or metric = 'ces' and scale_min = 1 and scale_max = 7 then null
    else regexp_replace(cast(scale_min as varchar), '[.]0$', '') || '..' || regexp_replace(cast(scale_max as varchar), '[.]0$', '') end,
    case when low_is_good then 'reversed' end));

-- sample_sd: standard deviation of n numbers from their sum and sum of squares.
create or replace macro sample_sd(total, squares, n) as
    case when n > 1 then sqrt(greatest(0, squares - total * total / n) / (n - 1)) end;

create or replace macro figure_score(figure, top, bottom, n, mean) as case figure
    when 'net' then 100 * nps(top, bottom, n)
    when 'share' then 100 * share(top, n)
    when 'mean' then mean end;
create or replace macro figure_low(figure, top, bottom, n, mean, sd) as case figure
    when 'net' then 100 * nps_low(top, bottom, n)
    when 'share' then 100 * wilson_low(top, n)
    when 'mean' then mean_low(mean, sd, n) end;
create or replace macro figure_high(figure, top, bottom, n, mean, sd) as case figure
    when 'net' then 100 * nps_high(top, bottom, n)
    when 'share' then 100 * wilson_high(top, n)
    when 'mean' then mean_high(mean, sd, n) end;
create or replace macro figure_se(figure, top, bottom, n, sd) as case figure
    when 'net' then 100 * nps_se(top, bottom, n)
    when 'share' then 100 * share_se(top, n)
    when 'mean' then sd / sqrt(nullif(n, 0)) end;

create or replace macro figure_change_low(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as case figure
    when 'net' then 100 * nps_change_low(top, bottom, n, top0, bottom0, n0)
    when 'share' then 100 * newcombe_low(top, n, top0, n0)
    when 'mean' then mean - mean0 - mean_change_margin(sd, n, sd0, n0) end;
create or replace macro figure_change_high(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as case figure
    when 'net' then 100 * nps_change_high(top, bottom, n, top0, bottom0, n0)
    when 'share' then 100 * newcombe_high(top, n, top0, n0)
    when 'mean' then mean - mean0 + mean_change_margin(sd, n, sd0, n0) end;
create or replace macro figure_change_p(figure, top, bottom, n, mean, sd, top0, bottom0, n0, mean0, sd0) as case figure
    when 'net' then nps_change_p(top, bottom, n, top0, bottom0, n0)
    when 'share' then newcombe_p(top, n, top0, n0)
    when 'mean' then mean_change_p(mean, sd, n, mean0, sd0, n0) end;
