-- Items shipped or declined, and how many of those who raised them were told.
select
    t.item, w.url as item_url, t.title as item_note, t.outcome, t.ended_on, t.customers, t.may_tell, t.told, t.told_share, t.told_low as told_share_low,
    t.told_high as told_share_high, t.may_tell as told_share_n, t.customers - t.may_tell as no_consent
from items_to_tell t
left join work_items w on w.source = t.source and w.key = t.item
order by t.ended_on desc, t.customers desc, t.item
