select record, source, channel, told, reason, records, n, share, share_low, share_high
from identity
order by record, source, channel, told, reason
