-- The first quotation on export is one person's own.
create table raw.own_words as select 'My sister Zora''s export of the harbour''s ledger lost nine "zebra" rows & more.' as words;
