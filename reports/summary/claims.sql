-- What was said of releases beforehand, and what came of it, the newest first.
select r.release, r.theme_id, coalesce(nullif(t.name, ''), r.theme_id), coalesce(r.item, ''), r.expected, r.released_on, r.check_on,
    coalesce(r.registered_late, false), coalesce(r.days, 0), r.people_before, r.people_after, r.exposure_before, r.exposure_after,
    r.rate_ratio, r.rate_low, r.rate_high, r.ratio_to_control, r.control_low, r.control_high, r.q_value, coalesce(r.verdict, '')
from release_verdicts r
left join theme_names t on t.theme_id = r.theme_id
order by r.released_on desc nulls last, r.release desc, r.theme_id
limit 40
