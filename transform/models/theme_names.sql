-- One row per theme of themes.yaml.
-- key: theme_id
-- build: table
-- column: theme_id: short name
-- column: name: name for people
-- column: parent_id: the theme it is a part of
-- column: owner: who looks after it
-- column: description: what it is about
with named as (
    select theme_id, name, parent_id, owner, description
    from lookup.themes
)
select * from named
