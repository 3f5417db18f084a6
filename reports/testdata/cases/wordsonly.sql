-- Nobody ever gave a rating.
delete from raw.ratings;
