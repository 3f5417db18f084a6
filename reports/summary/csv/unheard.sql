select dimension, value, customers, heard, unheard, heard_share, share_low, share_high, others_share, accounts,
    accounts_unheard, money, money_unheard, p_value, q_value, verdict
from unheard
order by dimension, value
