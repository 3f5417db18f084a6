-- What did customers say, in their own words, about an item of the plan?
-- The newest sentences about the themes of the item, with links; reasons says why it is about the theme: its label, its
-- text, or a person's hand. Without a key, those of all items in progress. For the one who builds it.
-- param: item item = : the item's key, such as PAY-12
-- param: sentences integer = 5: for each theme of each item
with said as (
    select
        w.key, w.title, i.reasons, n.name as theme, t.*,
        row_number() over (partition by w.source, w.key, t.theme_id order by t.occurred_on desc, t.feedback_id) as place
    from work_items w
    join theme_items i on i.source = w.source and i.item = w.key
    join theme_names n on n.theme_id = i.theme_id
    join feedback_themes t on t.theme_id = i.theme_id
    where w.key = $item or ($item = '' and w.state = 'in progress')
)
select
    s.key, s.title, s.theme, s.reasons, s.quote, s.occurred_on as day, f.account, s.polarity, s.segment,
    coalesce(f.url, f.response_id, f.native_id) as where_to_read
from said s
join feedback f on f.feedback_id = s.feedback_id and f.occurred_on = s.occurred_on
where s.place <= cast($sentences as integer)
order by s.key, s.theme, s.place
