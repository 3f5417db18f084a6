-- A thousand themes, most of which nobody names.
insert into theme_names select 't' || range, 'Theme number ' || range, null, null, null from range(0, 1000);
