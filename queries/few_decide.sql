-- Do a few accounts decide what we hear?
-- Of the last 13 weeks: how many accounts of equal weight each theme's mentions are worth (Kish), and what the five
-- loudest say of it. Where few decide, ask others before you plan by it.
-- chart: bar x=theme y=percent_of_top_five
select
    coalesce(n.name, 'all feedback') as theme, d.mentions, d.accounts, round(d.effective_accounts, 1) as worth_accounts,
    round(d.top_share, 1) as percent_of_top_five, round(d.gini, 2) as gini, d.few_decide
from dominance d
left join theme_names n on n.theme_id = d.theme_id
order by d.few_decide desc, d.theme_id <> '', d.top_share desc, theme
