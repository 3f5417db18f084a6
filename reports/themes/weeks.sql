-- Each theme's share of people, week by week over 26 weeks, and its net sentiment
-- over the 4 weeks up to each.
select t.theme_id, t.period_kind, t.period_end - 6, t.people, t.exposure,
    case t.period_kind when 'week' then t.share else t.net_sentiment end,
    case t.period_kind when 'week' then t.share_low else t.net_low end,
    case t.period_kind when 'week' then t.share_high else t.net_high end
from themes t
join run_facts f on t.period_end between f.week_start - 169 and f.week_start + 6
where t.dimension = 'all' and t.exposure > 0
    and (t.period_kind = 'week' and t.share is not null or t.period_kind = 'r4' and t.people > 0 and t.net_low is not null)
order by t.theme_id, t.period_kind desc, t.period_end
