-- How much of each source's records is anonymous, feedback and ratings.
select source, channel, record, records, n, share, share_low, share_high
from identity
where told = 'person' and reason = 'anonymous' and n > 0
order by source, channel, record
