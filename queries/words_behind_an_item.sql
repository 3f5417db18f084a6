-- What did customers say, in their own words, about an item of the plan?
-- The newest sentences about the themes that the item's labels name, with links; without a key, those of all items in
-- progress. For the one who builds it.
-- param: item item = : the item's key, such as PAY-12
-- param: sentences integer = 5: for each theme of each item
with items as (
    select key, title, unnest(labels) as label
    from work_items
    where key = $item or ($item = '' and state = 'in progress')
),
said as (
    select i.key, i.title, n.name as theme, t.*,
        row_number() over (partition by i.key, t.theme_id order by t.occurred_on desc, t.feedback_id) as place
    from items i
    join theme_names n on n.theme_id = i.label
    join feedback_themes t on t.theme_id = n.theme_id
)
select
    s.key, s.title, s.theme, s.quote, s.occurred_on as day, f.account, s.polarity, s.segment,
    coalesce(f.url, f.response_id, f.native_id) as where_to_read
from said s
join feedback f on f.feedback_id = s.feedback_id
where s.place <= cast($sentences as integer)
order by s.key, s.theme, s.place
