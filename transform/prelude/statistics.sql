-- The formulas behind every figure, as macros. Counts come in as numbers, shares
-- go out as 0..1 and net scores as -1..1; models scale them to points. No answer
-- at all (n = 0) gives null, and so does a count that is null: least and greatest
-- leave nulls out, so they are asked only of what is known. Intervals are 95 %
-- unless z says otherwise.
-- Names ending in _ are parameters of lambdas: a caller's column never has one.

-- Normal and t distributions -------------------------------------------------

-- z_95: the two-sided 95 % quantile. z_80: the one-sided 80 % quantile (power).
create or replace macro z_95() as cast(1.959963984540054 as double);
create or replace macro z_80() as cast(0.8416212335729143 as double);

-- normal_tail: P(Z > a) for a >= 0, within 1e-15. J. F. Hart, Computer
-- Approximations (1968), algorithm 5666; continued fraction beyond 5 sqrt(2).
create or replace macro normal_tail(a) as case when a < 7.0710678118654755 then exp(-a * a / 2)
    * ((((((0.03526249659989109 * a + 0.7003830644436881) * a + 6.373962203531650) * a
        + 33.91286607838300) * a + 112.0792914978709) * a + 221.2135961699311) * a + 220.2068679123761)
    / (((((((0.08838834764831844 * a + 1.755667163182642) * a + 16.06417757920695) * a
        + 86.78073220294608) * a + 296.5642487796737) * a + 637.3336333788311) * a
        + 793.8265125199484) * a + 440.4137358247522)
    else exp(-a * a / 2) / 2.5066282746310002 / (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))) end;

-- normal_cdf: P(Z <= z). normal_p: P(|Z| >= |z|), the two-sided p.
create or replace macro normal_cdf(z) as list_transform([cast(z as double)], z_ ->
    case when z_ > 0 then 1 - normal_tail(z_) else normal_tail(-z_) end)[1];
create or replace macro normal_p(z) as list_transform([abs(cast(z as double))], z_ -> 2 * normal_tail(z_))[1];

-- t_95: the two-sided 95 % quantile of Student's t. A table to 30 degrees of
-- freedom (fractions are cut), above it Abramowitz & Stegun 26.7.5, within 4e-8.
create or replace macro t_95(df) as case when df < 31 then list_extract([
        12.706204736175, 4.3026527297495, 3.1824463052837, 2.7764451051978, 2.5705818356363,
        2.446911851145, 2.3646242515928, 2.3060041352042, 2.2621571627982, 2.2281388519863,
        2.2009851600916, 2.1788128296672, 2.1603686564628, 2.1447866879178, 2.1314495455598,
        2.1199052992213, 2.1098155778333, 2.100922040241, 2.0930240544083, 2.0859634472659,
        2.0796138447277, 2.073873067904, 2.068657610419, 2.063898561628, 2.0595385527533,
        2.0555294386429, 2.0518305164803, 2.0484071417952, 2.0452296421327, 2.0422724563012],
        cast(floor(df) as bigint))
    else z_95() + (2.3722712302985628 + (2.8224986157396118
        + (2.5558496795077233 + 1.5895340533938235 / df) / df) / df) / df end;

-- t_p: two-sided p of a t statistic, by the normal approximation of D. L.
-- Wallace (Annals of Mathematical Statistics 30, 1959): within 3e-5 from 29
-- degrees of freedom on.
create or replace macro t_p(t, df) as
    normal_p((8 * df + 1) / (8 * df + 3) * sqrt(df * ln(1 + t * t / df)));

-- Net scores: NPS, CES index, net sentiment ----------------------------------
-- top, bottom, n: answers at the good end, at the bad end, and all of them.
-- Adjusted Wald with 0.75 more at each end and 3 more in all: B. Rocks, Interval
-- Estimation for the "Net Promoter Score", The American Statistician 70 (2016).

create or replace macro nps(top, bottom, n) as (top - bottom) / cast(nullif(n, 0) as double);
create or replace macro nps_variance(top, bottom, n) as (top + bottom) / cast(nullif(n, 0) as double) - nps(top, bottom, n) * nps(top, bottom, n);
create or replace macro nps_adjusted(top, bottom, n) as (top - bottom) / (nullif(n, 0) + cast(3 as double));
create or replace macro nps_se(top, bottom, n) as
    sqrt(nps_variance(top + 0.75, bottom + 0.75, nullif(n, 0) + 3) / (nullif(n, 0) + 3));
create or replace macro nps_low(top, bottom, n) as
    case when n > 0 and top + bottom >= 0 then greatest(-1, nps_adjusted(top, bottom, n) - z_95() * nps_se(top, bottom, n)) end;
create or replace macro nps_high(top, bottom, n) as
    case when n > 0 and top + bottom >= 0 then least(1, nps_adjusted(top, bottom, n) + z_95() * nps_se(top, bottom, n)) end;

-- Changes are later less earlier; the earlier counts end in 0. They are tested
-- as a difference of adjusted scores, never by looking whether intervals overlap.
create or replace macro nps_change_se(top, bottom, n, top0, bottom0, n0) as
    sqrt(pow(nps_se(top, bottom, n), 2) + pow(nps_se(top0, bottom0, n0), 2));
create or replace macro nps_change_adjusted(top, bottom, n, top0, bottom0, n0) as
    nps_adjusted(top, bottom, n) - nps_adjusted(top0, bottom0, n0);
create or replace macro nps_change_low(top, bottom, n, top0, bottom0, n0) as
    case when n > 0 and n0 > 0 and top + bottom + top0 + bottom0 >= 0 then greatest(-2, nps_change_adjusted(top, bottom, n, top0, bottom0, n0)
        - z_95() * nps_change_se(top, bottom, n, top0, bottom0, n0)) end;
create or replace macro nps_change_high(top, bottom, n, top0, bottom0, n0) as
    case when n > 0 and n0 > 0 and top + bottom + top0 + bottom0 >= 0 then least(2, nps_change_adjusted(top, bottom, n, top0, bottom0, n0)
        + z_95() * nps_change_se(top, bottom, n, top0, bottom0, n0)) end;
create or replace macro nps_change_p(top, bottom, n, top0, bottom0, n0) as
    normal_p(nps_change_adjusted(top, bottom, n, top0, bottom0, n0) / nps_change_se(top, bottom, n, top0, bottom0, n0));

-- detectable_change: the true change that a test at 5 % sees four times in five,
-- from the standard errors of both periods; without an earlier one, of two like
-- this one. It is n = s^2 (z_a + z_b)^2 / d^2 - 3 of Lewis & Sauro solved for d,
-- s^2 being the sum of both variances.
create or replace macro detectable_change(se, se0) as
    (z_95() + z_80()) * sqrt(se * se + coalesce(se0, se) * coalesce(se0, se));

-- Impact of a theme on a net score: the score of all answers less that of those
-- without the theme. It is an association. _t counts the answers with the theme.
-- Interval: share with the theme x plain Wald interval of (with - without).
create or replace macro impact(top, bottom, n, top_t, bottom_t, n_t) as
    nps(top, bottom, n) - nps(top - top_t, bottom - bottom_t, n - n_t);
create or replace macro impact_margin(top, bottom, n, top_t, bottom_t, n_t) as z_95() * n_t / nullif(n, 0)
    * sqrt(nps_variance(top_t, bottom_t, n_t) / n_t + nps_variance(top - top_t, bottom - bottom_t, n - n_t) / (n - n_t));
create or replace macro impact_low(top, bottom, n, top_t, bottom_t, n_t) as
    impact(top, bottom, n, top_t, bottom_t, n_t) - impact_margin(top, bottom, n, top_t, bottom_t, n_t);
create or replace macro impact_high(top, bottom, n, top_t, bottom_t, n_t) as
    impact(top, bottom, n, top_t, bottom_t, n_t) + impact_margin(top, bottom, n, top_t, bottom_t, n_t);

-- Shares: CSAT and stars (top two boxes), CES share, share of voices ---------
-- x of n. Wilson's interval; differences by R. G. Newcombe, Statistics in
-- Medicine 17 (1998), method 10.

create or replace macro share(x, n) as x / cast(nullif(n, 0) as double);
-- csat: the share of answers in the top two boxes.
create or replace macro csat(satisfied, n) as share(satisfied, n);

-- wilson_below: from the lower end of the interval up to the share p of n.
create or replace macro wilson_below(p, n, z) as
    (z * z / n * (p - 0.5) + z * sqrt(p * (1 - p) / n + z * z / (4.0 * n * n))) / (1 + z * z / n);
create or replace macro wilson_low(x, n, z := 1.959963984540054) as
    case when n > 0 and x >= 0 then greatest(0, share(x, n) - wilson_below(share(x, n), n, z)) end;
create or replace macro wilson_high(x, n, z := 1.959963984540054) as
    case when n > 0 and x >= 0 then least(1, share(x, n) + wilson_below(1 - share(x, n), n, z)) end;
create or replace macro newcombe_low(x, n, x0, n0) as share(x, n) - share(x0, n0)
    - sqrt(pow(wilson_below(share(x, n), n, z_95()), 2) + pow(wilson_below(1 - share(x0, n0), n0, z_95()), 2));
create or replace macro newcombe_high(x, n, x0, n0) as -newcombe_low(x0, n0, x, n);

-- newcombe_p: the two-sided p at which Newcombe's interval just touches zero, so
-- that p and interval never disagree. Halving steps from 8 to 2^-20 find the z
-- of that interval, for shares p > p0.
create or replace macro newcombe_z(p, n, p0, n0) as list_reduce(
    list_prepend(cast(0 as double), list_transform(range(24), i_ -> pow(2, 3 - i_))),
    (z_, step_) -> case when pow(wilson_below(p, n, z_ + step_), 2) + pow(wilson_below(1 - p0, n0, z_ + step_), 2)
        < (p - p0) * (p - p0) then z_ + step_ else z_ end);
create or replace macro newcombe_p(x, n, x0, n0) as list_transform([{'p': share(x, n), 'p0': share(x0, n0)}],
    s_ -> normal_p(case when s_.p > s_.p0 then newcombe_z(s_.p, n, s_.p0, n0)
        when s_.p < s_.p0 then newcombe_z(s_.p0, n0, s_.p, n)
        when s_.p = s_.p0 then 0 end))[1];

-- share_se: standard error of a share, for detectable_change; one answer of each
-- kind is added, so that it is never 0 (Agresti & Caffo 2000).
create or replace macro share_se(x, n) as sqrt((x + 1.0) * (n - x + 1.0) / pow(nullif(n, 0) + 2.0, 3));

-- Means: CES as the mean of its scale ----------------------------------------
-- mean and sd (of the sample) in scale units; Student's t, differences by Welch.

create or replace macro mean_low(mean, sd, n) as mean - t_95(n - 1) * sd / sqrt(nullif(n, 0));
create or replace macro mean_high(mean, sd, n) as mean + t_95(n - 1) * sd / sqrt(nullif(n, 0));
create or replace macro mean_change_se(sd, n, sd0, n0) as sqrt(sd * sd / nullif(n, 0) + sd0 * sd0 / nullif(n0, 0));
create or replace macro welch_df(sd, n, sd0, n0) as pow(mean_change_se(sd, n, sd0, n0), 4)
    / nullif(pow(sd * sd / n, 2) / (n - 1) + pow(sd0 * sd0 / n0, 2) / (n0 - 1), 0);
create or replace macro mean_change_margin(sd, n, sd0, n0) as case
    when mean_change_se(sd, n, sd0, n0) = 0 then 0
    else t_95(welch_df(sd, n, sd0, n0)) * mean_change_se(sd, n, sd0, n0) end;
create or replace macro mean_change_p(mean, sd, n, mean0, sd0, n0) as case
    when mean_change_se(sd, n, sd0, n0) > 0
    then t_p((mean - mean0) / mean_change_se(sd, n, sd0, n0), welch_df(sd, n, sd0, n0))
    when mean_change_se(sd, n, sd0, n0) = 0 then case when mean = mean0 then 1.0 else 0.0 end end;

-- Exact binomial ---------------------------------------------------------------

-- binom_log: log of P(X = x) for X of n trials with log odds o. Rounding in lgamma
-- makes its error grow with n: about 1e-10 at 20,000.
create or replace macro binom_log(x, n, o) as
    lgamma(n + 1.0) - lgamma(x + 1.0) - lgamma(n - x + 1.0) + x * o - n * ln(1 + exp(o));

-- binom_ratios: log of C(n, x + j) / C(n, x) for j = 0, 1, ... A tail from x up is
-- P(X = x) x sum(exp(ratio + j o)). Eight standard deviations and some more are
-- enough where x is above the mean: what is cut is less than 1e-15 of the sum.
create or replace macro binom_ratios(x, n) as list_transform(
    range(cast(least(n - x, floor(8 * sqrt(x / cast(n as double) * (n - x))) + 60) as bigint) + 1),
    j_ -> lgamma(x + 1.0) - lgamma(x + j_ + 1.0) + lgamma(n - x + 1.0) - lgamma(n - x - j_ + 1.0));
create or replace macro binom_tail(x, n, o) as exp(binom_log(x, n, o))
    * list_sum(list_transform(binom_ratios(x, n), (r_, j_) -> exp(r_ + (j_ - 1) * o)));

-- binom_upper: P(X >= x). binom_lower: P(X <= x). p: chance of one trial, 0 < p < 1.
create or replace macro binom_upper(x, n, p) as case
    when x <= 0 then 1.0 when x > n then 0.0
    when x > n * p then binom_tail(x, n, ln(p / (1 - p)))
    else 1 - binom_tail(n - x + 1, n, ln((1 - p) / p)) end;
create or replace macro binom_lower(x, n, p) as binom_upper(n - x, n, 1 - p);

-- binom_p: two-sided p: all outcomes at most as likely as x (the convention of
-- R's binom.test and, for two rates, of statsmodels' exact-cond).
create or replace macro binom_p(x, n, p) as case when x + n + p >= 0 then least(1, list_transform(
    [binom_log(x, n, ln(p / (1 - p)))],
    seen_ -> list_sum(list_transform(
        list_transform(
            range(cast(least(x, greatest(0, floor(n * p - 10 * sqrt(n * p) - 60))) as bigint),
                cast(greatest(x, least(n, ceil(n * p + 10 * sqrt(n * p) + 60))) as bigint) + 1),
            k_ -> binom_log(k_, n, ln(p / (1 - p)))),
        log_ -> case when log_ <= seen_ + 1e-7 then exp(log_) else 0 end)))[1]) end;

-- dispersed_tail: P(X >= x) where X of n is beta-binomial, the chance of one trial
-- having the beta distribution of a and b. dispersed_upper: the same of mean p and
-- a phi above 1: two counts that vary phi times as much as chance lets them
-- (negative binomials of variance phi x mean) are, given their sum n, of this kind
-- with a + b = n / (phi - 1) (J. G. Skellam, Journal of the Royal Statistical
-- Society B 10, 1948). At phi = 1 it is binom_upper.
create or replace macro dispersed_log(x, n, a, b) as lgamma(n + 1.0) - lgamma(x + 1.0) - lgamma(n - x + 1.0)
    + lgamma(x + a) + lgamma(n - x + b) - lgamma(n + a + b) + lgamma(a + b) - lgamma(a) - lgamma(b);
create or replace macro dispersed_tail(x, n, a, b) as exp(dispersed_log(x, n, a, b)) * list_transform([
        lgamma(x + a) - lgamma(x + 1.0) + lgamma(n - x + b) - lgamma(n - x + 1.0)], c_ -> list_sum(list_transform(
    range(cast(least(n - x, floor(10 * sqrt(n * a * b * (a + b + n) / pow(cast(a + b as double), 3))) + 40 * (a + b + n) / (a + b) + 20) as bigint) + 1),
    j_ -> exp(lgamma(x + j_ + a) - lgamma(x + j_ + 1.0) + lgamma(n - x - j_ + b) - lgamma(n - x - j_ + 1.0) - c_))))[1];
create or replace macro dispersed_upper(x, n, p, phi) as case
    when x + n + p is null then null
    when phi is null or phi < 1.001 then binom_upper(x, n, p)
    when x <= 0 then 1.0 when x > n then 0.0
    when x > n * p then least(1, dispersed_tail(x, n, n * p / (phi - 1), n * (1 - p) / (phi - 1)))
    else greatest(0, 1 - dispersed_tail(n - x + 1, n, n * (1 - p) / (phi - 1), n * p / (phi - 1))) end;

-- clopper_logit: log odds of the Clopper-Pearson lower bound, where P(X >= x) is
-- 2.5 %, for 1 <= x <= n. The log of that tail is a concave function of the log
-- odds, so Newton's steps cannot stray; twelve bring them to rest. With half at
-- 0.5 only half of P(X = x) counts: the mid-P bound.
create or replace macro clopper_logit(x, n, half := 0) as list_transform([{
        'ratios': binom_ratios(x, n), 'ways': lgamma(n + 1.0) - lgamma(x + 1.0) - lgamma(n - x + 1.0)}], b_ ->
    list_reduce(list_prepend(ln((x - 0.5) / (n - x + 0.5)) - 2 / sqrt(x), cast(range(12) as double[])), (o_, i_) ->
        list_transform([list_sum(list_transform(b_.ratios, (r_, j_) -> exp(r_ + (j_ - 1) * o_))) - half], s_ ->
            o_ - (b_.ways + x * o_ - n * ln(1 + exp(o_)) + ln(s_) - ln(0.025)) * s_
                / (x / (1 + exp(o_)) - half * (x - n * exp(o_) / (1 + exp(o_)))))[1]))[1];

-- clopper_low, clopper_high: exact interval of a share (Clopper & Pearson 1934).
create or replace macro clopper_low(x, n) as case
    when n = 0 then null when x = 0 then 0.0 else 1 / (1 + exp(-clopper_logit(x, n))) end;
create or replace macro clopper_high(x, n) as case
    when n = 0 then null when x = n then 1.0 else 1 / (1 + exp(clopper_logit(n - x, n))) end;

-- Rates: theme volumes, releases -----------------------------------------------
-- x people of an exposure e now, x0 of e0 before. Given their sum, x is binomial
-- with chance e / (e + e0); the exact interval of that chance is the ratio's.

create or replace macro rate_ratio(x, e, x0, e0) as (x / cast(nullif(e, 0) as double)) / nullif(x0 / cast(nullif(e0, 0) as double), 0);
create or replace macro rate_low(x, e, x0, e0) as case
    when e = 0 or e0 = 0 or x + x0 = 0 then null when x = 0 then 0.0
    else exp(clopper_logit(x, x + x0)) * e0 / e end;
create or replace macro rate_high(x, e, x0, e0) as case  -- null: no upper bound
    when e = 0 or e0 = 0 or x0 = 0 then null else exp(-clopper_logit(x0, x + x0)) * e0 / e end;

-- rate_mid_low, rate_mid_high: the same with mid-P. The exact interval holds the
-- true ratio in at least 95 of 100 cases and often in 97; this one in 95, sometimes
-- a little less. phi: how much more than by chance counts vary; it widens the
-- interval by its square root on the scale of logarithms.
create or replace macro rate_mid_low(x, e, x0, e0, phi := 1) as case
    when e = 0 or e0 = 0 or x + x0 = 0 then null when x = 0 then 0.0
    when x0 = 0 then exp(clopper_logit(x, x + x0, half := 0.5)) * e0 / e
    else rate_ratio(x, e, x0, e0) * pow(exp(clopper_logit(x, x + x0, half := 0.5)) * x0 / x, sqrt(greatest(1, phi))) end;
create or replace macro rate_mid_high(x, e, x0, e0, phi := 1) as case  -- null: no upper bound
    when e = 0 or e0 = 0 or x0 = 0 then null
    when x = 0 then exp(-clopper_logit(x0, x + x0, half := 0.5)) * e0 / e
    else rate_ratio(x, e, x0, e0) * pow(exp(-clopper_logit(x0, x + x0, half := 0.5)) * x0 / x, sqrt(greatest(1, phi))) end;

-- rate_p_up, rate_p_down: one-sided exact p of a rise, of a fall; 1 where nothing
-- can be compared. phi: how much more than by chance counts vary. rate_p:
-- two-sided, outcomes at most as likely.
create or replace macro rate_p_up(x, e, x0, e0, phi := 1) as case
    when e = 0 or e0 = 0 then 1.0 else dispersed_upper(x, x + x0, e / cast(e + e0 as double), phi) end;
create or replace macro rate_p_down(x, e, x0, e0, phi := 1) as case
    when e = 0 or e0 = 0 then 1.0 else dispersed_upper(x0, x + x0, e0 / cast(e + e0 as double), phi) end;
create or replace macro rate_p(x, e, x0, e0) as case
    when e = 0 or e0 = 0 then 1.0 else binom_p(x, x + x0, e / cast(e + e0 as double)) end;
-- spike: rate_p_up under the name that people look for.
create or replace macro spike(x, e, x0, e0) as rate_p_up(x, e, x0, e0);

-- overdispersion: phi, the mean of (x - m)^2 / m over some weeks, m being total x
-- (the week's exposure) / exposure. squares: the sum of x^2 / (the week's exposure).
-- Since m is made of the same weeks, one week less is free of bias.
create or replace macro overdispersion(total, exposure, squares, weeks) as
    (exposure / cast(nullif(total, 0) as double) * squares - total) / nullif(weeks, 0);

-- bh: the q-value of p among ps, all p-values tested (Benjamini & Hochberg 1995).
create or replace macro bh(p, ps) as list_transform([list_sort(ps)], s_ -> list_min(list_transform(s_,
    (p_, i_) -> case when p_ >= p then least(1, p_ * len(s_) / i_) end)))[1];

-- Verdicts -------------------------------------------------------------------

-- verdict: what a change between two periods of n and n0 answers is worth.
create or replace macro verdict(n, n0, p) as case
    when n is null or n0 is null or p is null or n < 30 or n0 < 30 then 'too few to tell'
    when p < 0.05 then 'real change' else 'could be chance' end;
