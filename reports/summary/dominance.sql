-- Whether a few accounts decide: all feedback first, then the themes with most mentions.
select d.theme_id, coalesce(nullif(t.name, ''), d.theme_id), d.mentions, d.accounts, d.top_share, d.gini, d.effective_accounts,
    coalesce(d.few_decide, false)
from dominance d
left join theme_names t on t.theme_id = d.theme_id
order by d.theme_id <> '', d.mentions desc, d.theme_id
limit 41
