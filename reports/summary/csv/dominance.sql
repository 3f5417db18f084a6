select theme_id, mentions, accounts, top_share, gini, effective_accounts, few_decide
from dominance
order by theme_id
