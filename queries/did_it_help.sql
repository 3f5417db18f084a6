-- Did a release do what we said it would?
-- Each claim of claims.csv: the people who mention its theme as many days after the release as before it. times is
-- the rate against before with its exact 95 % interval, times_of_others the same of all other themes.
-- chart: bar x=claim y=times low=at_least high=at_most
select
    v.release || ': ' || v.expected || ' ' || n.name as claim, v.verdict, v.check_on, v.days, v.people_before,
    v.exposure_before as of_before, v.people_after, v.exposure_after as of_after, round(v.rate_ratio, 2) as times,
    round(v.rate_low, 2) as at_least, round(v.rate_high, 2) as at_most, round(v.control_ratio, 2) as times_of_others,
    round(v.q_value, 4) as q, v.registered_late, v.item
from release_verdicts v
join theme_names n on n.theme_id = v.theme_id
order by v.released_on desc nulls first, claim
