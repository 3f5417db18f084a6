select kind, subject, direction, size, state, since
from alarms
order by kind, subject
