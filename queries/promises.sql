-- What was promised to whom, how often was it moved, and was it kept?
-- Those late first, then the open ones by the day promised last. days_over is how long after that day it came, or how
-- long it is overdue; below 0 there is time left. told_on is empty where the customer does not know of that day.
-- param: state choice(late, open, kept, declined) = : only those
-- chart: bar x=promised y=days_over
with promised as (
    select
        p.*, concat_ws(' ', p.item, coalesce(w.title, n.name)) as promised,
        row_number() over (partition by p.promise order by w.source) as nth
    from promises p
    left join theme_names n on n.theme_id = p.theme_id
    left join work_items w on w.key = p.item
)
select
    p.state, p.promised, p.account, p.person_key as person, p.promised_by as by_whom, p.first_due_on, p.due_on, p.moved,
    p.told_on, p.fulfilled_on, coalesce(p.fulfilled_on, run_date()) - p.due_on as days_over
from promised p
where p.nth = 1 and ($state = '' or p.state = $state)
order by case p.state when 'late' then 1 when 'open' then 2 when 'kept' then 3 else 4 end, p.due_on, p.promise
