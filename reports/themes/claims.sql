-- What was said of releases about each theme.
select theme_id, release, expected, released_on, check_on, people_before, people_after, rate_ratio, rate_low, rate_high, q_value, coalesce(verdict, '')
from release_verdicts
order by theme_id, released_on desc nulls last, release
