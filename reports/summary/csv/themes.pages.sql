-- One page for each month and kind, the newest last: days by account are many rows.
select period_kind, min(period_start), max(period_start), count(*)
from themes
group by period_kind, date_trunc('month', period_start)
order by date_trunc('month', period_start), 1
