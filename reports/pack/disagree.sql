-- Themes of which some customers say the opposite of the others: five or more on
-- either side, and no majority beyond chance. The six that most people speak of.
with latest as (
    select * from themes
    where period_kind = 'r13' and dimension = 'all' and period_start = (select max(period_start) from themes where period_kind = 'r13' and dimension = 'all')
),
said as (
    select
        t.theme_id, t.quote, t.polarity,
        row_number() over (partition by t.theme_id, t.polarity order by abs(t.sentiment) desc, t.occurred_on desc, t.feedback_id) as place
    from feedback_themes t
    join latest l on l.theme_id = t.theme_id and t.occurred_on between l.period_start and l.period_end
    where t.polarity in ('positive', 'negative') and t.quote is not null
),
sides as (
    select theme_id, string_agg(quote, chr(10) order by polarity) as quotes from said where place = 1 group by theme_id
)
select
    coalesce(n.name, t.theme_id) as theme, t.positive as praise, t.negative as blame, t.net_sentiment as net, t.net_low, t.net_high,
    t.people as net_n, s.quotes
from (select *, row_number() over (order by people desc, theme_id) as nth from latest where least(positive, negative) >= 5 and net_low < 0 and net_high > 0) t
left join theme_names n on n.theme_id = t.theme_id
left join sides s on s.theme_id = t.theme_id
where t.nth <= 6
order by t.people desc, t.theme_id
