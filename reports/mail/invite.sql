-- How many are to be invited, and to what.
select count(*), coalesce(min(sprint), ''), min(held_on) from people_to_invite having count(*) > 0
