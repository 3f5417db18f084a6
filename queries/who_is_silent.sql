-- Which customers do we not hear from?
-- Each group of customers.csv: how many of them spoke in the last 13 weeks, against all others, and the money of the
-- accounts nobody of which did.
-- param: dimension choice(segment, plan, tenure, money) = segment: what customers are cut by
-- chart: bar x=group_of y=percent_heard low=at_least high=at_most
select
    value as group_of, verdict, customers, heard, round(heard_share, 1) as percent_heard,
    round(share_low, 1) as at_least, round(share_high, 1) as at_most, round(others_share, 1) as percent_of_others,
    accounts, accounts_unheard, money, money_unheard, round(q_value, 4) as q
from unheard
where dimension in ($dimension, 'all')
order by dimension = 'all', heard_share, group_of
