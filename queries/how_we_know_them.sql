-- How well do we know who speaks to us?
-- Of the records of each source: how the person and the account were told, with the share's 95 % interval (Wilson).
-- param: told choice(person, account) = person: who is to be told
select
    record, source, channel, reason, records, n as of_records, round(share, 1) as percent,
    round(share_low, 1) as at_least, round(share_high, 1) as at_most
from identity
where told = $told
order by record, source, records desc, reason
