-- Customers to invite to the next review, or to an interview.
select
    person, account as person_note, segment, mood, heard, heard_on, last_contacted_on, reason, sprint, held_on
from people_to_invite
order by place
