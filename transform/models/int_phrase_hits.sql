-- One row per phrase found at a place of a sentence.
-- key: feedback_id, sentence_no, phrase_id, first_word
-- build: incremental
-- A phrase is found where each of its words fits its place: the words that fit
-- are known beforehand (lookup.term_words), so one join finds them all, and a
-- place where as many fit as the phrase has is a find.
with fitting as (
    select w.feedback_id, w.sentence_no, t.phrase_id, w.place - t.place as first_word
    from int_words w
    join lookup.term_words t on t.word = w.word
),
counted as (
    select feedback_id, sentence_no, phrase_id, first_word, count(*) as terms
    from fitting
    where first_word >= 1
    group by feedback_id, sentence_no, phrase_id, first_word
),
whole as (
    select c.feedback_id, c.sentence_no, c.phrase_id, c.first_word, c.first_word + p.words - 1 as last_word
    from counted c
    join lookup.phrases p on p.phrase_id = c.phrase_id and p.terms = c.terms
)
select * from whole
