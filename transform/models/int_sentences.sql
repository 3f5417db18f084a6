-- One row per sentence of each feedback.
-- key: feedback_id, sentence_no
-- build: incremental
-- The words stand beside the sentence as a list, so that a word's neighbours
-- are at hand without a row for each word. starts_at counts characters from 1.
with split as (
    select feedback_id, occurred_on, sentences_of(words) as sentences
    from int_texts
),
numbered as (
    select feedback_id, occurred_on, positions(sentences) as sentence_no, each(sentences) as sentence
    from split
),
placed as (
    select
        feedback_id, occurred_on, sentence_no, sentence,
        cast(1 + coalesce(sum(length(sentence)) over (
            partition by feedback_id order by sentence_no
            rows between unbounded preceding and 1 preceding), 0) as bigint) as starts_at
    from numbered
),
worded as (
    select feedback_id, occurred_on, sentence_no, starts_at, sentence, words_of(sentence) as words
    from placed
)
select * from worded where count_of(words) > 0
