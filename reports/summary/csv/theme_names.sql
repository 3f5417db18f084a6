-- The themes as themes.yaml names them.
select theme_id, name, parent_id, owner, description
from theme_names
order by theme_id
