-- What was said of releases beforehand, and what came of it.
select
    v.release, v.released_on, coalesce(n.name, v.theme_id) as theme, v.expected || ' people' as expected, v.people_before, v.people_after,
    v.rate_ratio, v.rate_low as rate_ratio_low, v.rate_high as rate_ratio_high, v.q_value as rate_ratio_q, v.verdict, v.check_on
from release_verdicts v
left join theme_names n on n.theme_id = v.theme_id
order by v.released_on desc nulls first, v.release, v.theme_id
