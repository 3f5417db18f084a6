-- Trends of a series, as macros on a list of its values in the order of time; n
-- is its length. A list with a null in it gives no sensible result: leave such
-- periods out. Names ending in _ are parameters of lambdas.

-- Mann-Kendall ----------------------------------------------------------------
-- H. B. Mann, Econometrica 13 (1945); variance with M. G. Kendall's term for
-- ties. Asked of at least 8 periods; null below.

create or replace macro trend_s(xs) as list_sum(list_transform(xs, (x_, i_) ->
    coalesce(list_sum(list_transform(xs[1:i_ - 1], y_ -> sign(x_ - y_))), 0)));
create or replace macro trend_ties(xs) as list_sum(list_transform(list_distinct(xs), x_ ->
    list_transform([len(list_filter(xs, y_ -> y_ = x_))], t_ -> t_ * (t_ - 1) * (2 * t_ + 5))[1]));
create or replace macro trend_variance(xs) as
    (len(xs) * (len(xs) - 1) * (2 * len(xs) + 5) - trend_ties(xs)) / 18;
create or replace macro trend_z(xs) as case when len(xs) < 8 then null when trend_variance(xs) = 0 then 0
    else (trend_s(xs) - sign(trend_s(xs))) / sqrt(trend_variance(xs)) end;
create or replace macro trend_p(xs) as normal_p(trend_z(xs));

-- Theil-Sen -------------------------------------------------------------------
-- P. K. Sen, Journal of the American Statistical Association 63 (1968). ts are
-- the times of xs. slopes: of all pairs, in order. The interval's ends are slopes
-- whose ranks lie z standard deviations of Mann-Kendall's S from the middle.

create or replace macro slopes(ts, xs) as list_sort(flatten(list_transform(range(2, len(xs) + 1), i_ ->
    list_transform(range(1, i_), j_ ->
        (cast(xs[i_] as double) - cast(xs[j_] as double)) / (cast(ts[i_] as double) - cast(ts[j_] as double))))));
create or replace macro slope(ts, xs) as list_median(slopes(ts, xs));
create or replace macro slope_margin(xs, z) as z * sqrt(trend_variance(xs));
create or replace macro slope_low(ts, xs, z := 1.959963984540054) as list_transform([slopes(ts, xs)], s_ ->
    s_[greatest(1, cast(round((len(s_) - slope_margin(xs, z)) / 2) as bigint))])[1];
create or replace macro slope_high(ts, xs, z := 1.959963984540054) as list_transform([slopes(ts, xs)], s_ ->
    s_[least(len(s_), cast(round((len(s_) + slope_margin(xs, z)) / 2) as bigint) + 1)])[1];

-- XmR: the chart of single values and their moving range -------------------------
-- W. A. Shewhart; 2.66 = 3 / 1.128. Beyond the limits lies what the series' own
-- week-to-week change does not explain.

create or replace macro moving_range(xs) as list_avg(list_transform(xs[2:], (x_, i_) -> abs(x_ - xs[i_])));
create or replace macro xmr_low(xs) as list_avg(xs) - 2.66 * moving_range(xs);
create or replace macro xmr_high(xs) as list_avg(xs) + 2.66 * moving_range(xs);

-- Slow drift --------------------------------------------------------------------
-- Lists as long as xs. mu: the mean to be held, k and h: half of the shift looked
-- for and the limit, both in the unit of xs (tabular CUSUM, E. S. Page 1954;
-- NIST/SEMATECH e-Handbook 6.3.2.3). lambda: the newest value's weight, sd: one
-- value's standard deviation, l: the limits' width (EWMA, S. W. Roberts 1959;
-- e-Handbook 6.3.2.4).

create or replace macro cusum_above(xs, mu, k) as list_reduce(
    list_prepend([cast(0 as double)], list_transform(xs, x_ -> [x_ - mu - k])),
    (s_, x_) -> list_append(s_, greatest(0, s_[-1] + x_[1])))[2:];
create or replace macro cusum_below(xs, mu, k) as cusum_above(list_transform(xs, x_ -> -x_), -mu, k);
-- cusum_alarm: the first place in the list where one of both passes h; null: none.
create or replace macro cusum_alarm(xs, mu, k, h) as list_min(list_transform(
    cusum_above(xs, mu, k), (s_, i_) -> case when s_ > h or cusum_below(xs, mu, k)[i_] > h then i_ end));
create or replace macro ewma(xs, mu, lambda) as list_reduce(
    list_prepend([cast(mu as double)], list_transform(xs, x_ -> [x_])),
    (z_, x_) -> list_append(z_, lambda * x_[1] + (1 - lambda) * z_[-1]))[2:];
create or replace macro ewma_low(mu, sd, lambda, l) as mu - l * sd * sqrt(lambda / (2 - lambda));
create or replace macro ewma_high(mu, sd, lambda, l) as mu + l * sd * sqrt(lambda / (2 - lambda));

-- Agreement, weights, priority -----------------------------------------------------

-- kappa: of two people who said yes or no of the same things: both yes, only the
-- first, only the second, neither (J. Cohen, Educational and Psychological
-- Measurement 20, 1960).
create or replace macro kappa(shared, first_only, second_only, neither) as list_transform([{
        'n': cast(shared + first_only + second_only + neither as double)}], c_ ->
    list_transform([{'seen': (shared + neither) / c_.n,
        'chance': ((shared + first_only) * (shared + second_only) + (second_only + neither) * (first_only + neither)) / (c_.n * c_.n)}], a_ ->
        (a_.seen - a_.chance) / nullif(1 - a_.chance, 0))[1])[1];

-- effective_n: what weighted answers are worth in equal ones (L. Kish, Survey
-- Sampling, 1965), from the sum of the weights and that of their squares.
create or replace macro effective_n(total, squares) as total * total / nullif(cast(squares as double), 0);

-- opportunity: importance and satisfaction from 0 to 10 (A. Ulwick, What Customers
-- Want, 2005).
create or replace macro opportunity(importance, satisfaction) as importance + greatest(importance - satisfaction, 0);
