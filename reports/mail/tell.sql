-- Customers to tell what became of what they raised, by theme: keys alone, to count them.
select distinct person_key, theme_id from people_to_tell where told_on is null order by person_key, theme_id
