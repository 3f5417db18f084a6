-- One row per formula that people's own questions may use, a macro of the published file.
-- key: name
-- build: table
-- Counts go in as numbers; shares come out as 0 to 1, net scores as -1 to 1: times
-- 100 they are the points of the other tables. Nothing to count gives null.
-- column: name: the macro; its SQL is in model_sql, under macros
-- column: arguments: what it takes; with := the value that it has when left out
-- column: gives: what comes out, in which unit
-- column: source: where the formula is from
-- column: example: a question that can be asked as it stands
-- column: result: the example's answer
with listed(name, arguments, gives, source, example, result) as (
    values
    ('nps', 'promoters, detractors, answers', 'net promoter score, -1 to 1', 'F. Reichheld 2003', 'select round(100 * nps(162, 54, 324), 1)', '33.3'),
    ('nps_low', 'promoters, detractors, answers', 'lower end of its 95 % interval, -1 to 1', 'adjusted Wald: B. Rocks 2016', 'select round(100 * nps_low(15, 8, 36), 1)', '-6.3'),
    ('nps_high', 'promoters, detractors, answers', 'upper end of its 95 % interval, -1 to 1', 'adjusted Wald: B. Rocks 2016', 'select round(100 * nps_high(15, 8, 36), 1)', '42.2'),
    ('nps_change_low', 'promoters, detractors, answers; the same three of the period before', 'lower end of the 95 % interval of later less earlier, -2 to 2', 'adjusted Wald: B. Rocks 2016', 'select round(100 * nps_change_low(60, 15, 100, 50, 25, 100), 1)', '-2.0'),
    ('nps_change_high', 'promoters, detractors, answers; the same three of the period before', 'upper end of the 95 % interval of later less earlier, -2 to 2', 'adjusted Wald: B. Rocks 2016', 'select round(100 * nps_change_high(60, 15, 100, 50, 25, 100), 1)', '40.9'),
    ('nps_change_p', 'promoters, detractors, answers; the same three of the period before', 'two-sided p of no change, 0 to 1', 'adjusted Wald: B. Rocks 2016', 'select round(nps_change_p(60, 15, 100, 50, 25, 100), 4)', '0.0763'),
    ('csat', 'satisfied, answers', 'share of answers in the top two boxes, 0 to 1', 'top-2-box', 'select round(100 * csat(74, 107), 1)', '69.2'),
    ('share', 'x, n', 'x of n, 0 to 1', '', 'select share(460, 1000)', '0.46'),
    ('wilson_low', 'x, n, z := 1.96', 'lower end of the interval of a share, 0 to 1; 95 % unless z says otherwise', 'E. B. Wilson 1927', 'select round(wilson_low(74, 107), 4)', '0.5987'),
    ('wilson_high', 'x, n, z := 1.96', 'upper end of the interval of a share, 0 to 1; 95 % unless z says otherwise', 'E. B. Wilson 1927', 'select round(wilson_high(74, 107), 4)', '0.7712'),
    ('clopper_low', 'x, n', 'lower end of the exact 95 % interval of a share, 0 to 1', 'C. J. Clopper and E. S. Pearson 1934', 'select round(clopper_low(9, 43), 4)', '0.1004'),
    ('clopper_high', 'x, n', 'upper end of the exact 95 % interval of a share, 0 to 1', 'C. J. Clopper and E. S. Pearson 1934', 'select round(clopper_high(9, 43), 4)', '0.3604'),
    ('newcombe_low', 'x, n; the same two of the period before', 'lower end of the 95 % interval of a difference of shares, -1 to 1', 'R. G. Newcombe 1998, method 10', 'select round(newcombe_low(56, 70, 48, 80), 4)', '0.0524'),
    ('newcombe_high', 'x, n; the same two of the period before', 'upper end of the 95 % interval of a difference of shares, -1 to 1', 'R. G. Newcombe 1998, method 10', 'select round(newcombe_high(56, 70, 48, 80), 4)', '0.3339'),
    ('newcombe_p', 'x, n; the same two of the period before', 'two-sided p of no difference: .05 where the interval touches zero', 'R. G. Newcombe 1998, method 10', 'select round(newcombe_p(56, 70, 48, 80), 4)', '0.0081'),
    ('mean_low', 'mean, standard deviation, n', 'lower end of the 95 % interval of a mean, in its unit', 'Student 1908', 'select round(mean_low(4.08, 1.915, 1000), 2)', '3.96'),
    ('mean_high', 'mean, standard deviation, n', 'upper end of the 95 % interval of a mean, in its unit', 'Student 1908', 'select round(mean_high(4.08, 1.915, 1000), 2)', '4.2'),
    ('mean_change_p', 'mean, standard deviation, n; the same three of the period before', 'two-sided p of no difference of means, 0 to 1', 'B. L. Welch 1947', 'select round(mean_change_p(5.1, 1.5, 40, 4.6, 1.7, 50), 4)', '0.1423'),
    ('impact', 'promoters, detractors, answers; the same three of those with the theme', 'score of all less that of those without the theme, -1 to 1; an association', 'leave-out impact', 'select round(100 * impact(90, 50, 200, 6, 26, 40), 1)', '-17.5'),
    ('impact_low', 'promoters, detractors, answers; the same three of those with the theme', 'lower end of its 95 % interval, -1 to 1', 'Wald', 'select round(100 * impact_low(90, 50, 200, 6, 26, 40), 1)', '-22.6'),
    ('impact_high', 'promoters, detractors, answers; the same three of those with the theme', 'upper end of its 95 % interval, -1 to 1', 'Wald', 'select round(100 * impact_high(90, 50, 200, 6, 26, 40), 1)', '-12.4'),
    ('rate_ratio', 'people, of how many; the same two of the period before', 'rate now over rate before; 1: no change', '', 'select round(rate_ratio(9, 8, 34, 8), 4)', '0.2647'),
    ('rate_low', 'people, of how many; the same two of the period before', 'lower end of its exact 95 % interval: never holds the truth less often', 'conditional, C. J. Clopper and E. S. Pearson 1934', 'select round(rate_low(9, 8, 34, 8), 4)', '0.1117'),
    ('rate_high', 'people, of how many; the same two of the period before', 'upper end of its exact 95 % interval; null: no bound', 'conditional, C. J. Clopper and E. S. Pearson 1934', 'select round(rate_high(9, 8, 34, 8), 4)', '0.5635'),
    ('rate_mid_low', 'people, of how many; the same two of the period before; phi := 1', 'lower end of its 95 % interval as in movers', 'conditional, mid-P: H. O. Lancaster 1961', 'select round(rate_mid_low(9, 8, 34, 8), 4)', '0.1201'),
    ('rate_mid_high', 'people, of how many; the same two of the period before; phi := 1', 'upper end of its 95 % interval as in movers; null: no bound', 'conditional, mid-P: H. O. Lancaster 1961', 'select round(rate_mid_high(9, 8, 34, 8), 4)', '0.5372'),
    ('rate_p', 'people, of how many; the same two of the period before', 'two-sided exact p of equal rates, 0 to 1', 'J. Przyborowski and H. Wilenski 1940', 'select round(rate_p(41, 28010, 15, 19017), 6)', '0.040852'),
    ('rate_p_up', 'people, of how many; the same two of the period before; phi := 1', 'one-sided exact p of a rise, 0 to 1; phi above 1: counts that vary so many times as much as by chance', 'J. Przyborowski and H. Wilenski 1940; J. G. Skellam 1948', 'select round(rate_p_up(12, 1, 20, 4), 6)', '0.016716'),
    ('rate_p_down', 'people, of how many; the same two of the period before; phi := 1', 'one-sided exact p of a fall, 0 to 1', 'J. Przyborowski and H. Wilenski 1940; J. G. Skellam 1948', 'select round(rate_p_down(1, 100, 40, 400), 6)', '0.001196'),
    ('spike', 'people, of how many; the same two of the period before', 'one-sided exact p of a rise, 0 to 1', 'J. Przyborowski and H. Wilenski 1940', 'select round(spike(12, 1, 20, 4), 6)', '0.016716'),
    ('bh', 'p, list of all p tested', 'q-value: the share of false alarms among what is called with this q or less', 'Y. Benjamini and Y. Hochberg 1995', 'select round(bh(.005, [.005, .009, .05, .1]), 3)', '0.018'),
    ('detectable_change', 'standard error, that of the period before (null: alike)', 'the change that is seen four times in five, in the unit of both', 'J. R. Lewis and J. Sauro 2012', 'select round(100 * detectable_change(nps_se(60, 15, 100), nps_se(50, 25, 100)), 1)', '30.7'),
    ('nps_se', 'promoters, detractors, answers', 'standard error of the adjusted score, 0 to 1', 'B. Rocks 2016', 'select round(nps_se(15, 8, 36), 4)', '0.1236'),
    ('share_se', 'x, n', 'standard error of a share, 0 to 1', 'A. Agresti and B. Caffo 2000', 'select round(share_se(0, 30), 4)', '0.0308'),
    ('verdict', 'answers, answers before, p', 'too few to tell (below 30 on a side), real change (p below .05) or could be chance', '', 'select verdict(100, 100, nps_change_p(60, 15, 100, 50, 25, 100))', 'could be chance'),
    ('trend_p', 'list of values in their order, at least 8', 'two-sided p of no trend, 0 to 1', 'H. B. Mann 1945, M. G. Kendall', 'select round(trend_p([12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7]), 4)', '0.0037'),
    ('slope', 'list of times, list of values', 'median change by one unit of time', 'P. K. Sen 1968', 'select slope([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78])', '4.0'),
    ('xmr_low', 'list of values in their order', 'lower limit of the usual, in the unit of the values', 'W. A. Shewhart', 'select round(xmr_low([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]), 4)', '45.8151'),
    ('xmr_high', 'list of values in their order', 'upper limit of the usual, in the unit of the values', 'W. A. Shewhart', 'select round(xmr_high([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]), 4)', '55.8049'),
    ('kappa', 'things both said yes to, only the first, only the second, neither', 'agreement beyond chance, up to 1', 'J. Cohen 1960', 'select round(kappa(20, 5, 10, 15), 2)', '0.4'),
    ('effective_n', 'sum of weights, sum of their squares', 'what weighted answers are worth in equal ones', 'L. Kish 1965', 'select effective_n(8, 20)', '3.2'),
    ('opportunity', 'importance, satisfaction, each 0 to 10', '0 to 20', 'A. Ulwick 2005', 'select opportunity(9, 3)', '15')
)
select * from listed
