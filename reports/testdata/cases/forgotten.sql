-- That person asked to be forgotten.
create table raw.forgotten as select true as yes;
