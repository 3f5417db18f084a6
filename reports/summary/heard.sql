-- Who of the customers was heard in the last 13 weeks.
select dimension, coalesce(value, ''), customers, heard, heard_share, share_low, share_high, others_share,
    coalesce(accounts, 0), coalesce(accounts_unheard, 0), cast(money as double), cast(money_unheard as double), q_value, coalesce(verdict, '')
from unheard
order by case dimension when 'all' then 0 when 'segment' then 1 when 'plan' then 2 when 'tenure' then 3 else 4 end, customers desc, value
