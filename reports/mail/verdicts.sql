-- Claims on releases that are judged since Monday of the last complete week, or
-- will be within a week of the run.
select v.release, v.theme_id, coalesce(nullif(t.name, ''), v.theme_id), coalesce(v.expected, ''), v.check_on, v.people_before, v.people_after,
    v.rate_ratio, v.rate_low, v.rate_high, v.q_value, coalesce(v.verdict, '')
from release_verdicts v
cross join run_facts f
left join theme_names t on t.theme_id = v.theme_id
where v.check_on between f.week_start and f.run_date + 7
order by v.check_on, v.release, v.theme_id
