-- One row per word of each sentence, with the list of the sentence's words.
-- key: feedback_id, sentence_no, place
-- build: view
with exploded as (
    select feedback_id, sentence_no, positions(words) as place, each(words) as word, words
    from int_sentences
)
select * from exploded
