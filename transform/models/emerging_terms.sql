-- One row per word or pair of words that stands out in feedback no theme catches.
-- key: term
-- build: table
-- The last four complete weeks of unthemed feedback against all feedback of the
-- thirteen weeks before: lift = rate now / rate before, with half a person added
-- before so that new words have one. At least five people and twice the rate.
-- column: term: the word, or two words in a row
-- column: people_now: people who wrote it in unthemed feedback, last four complete weeks
-- column: people_base: people who wrote it in any feedback, the thirteen weeks before
-- column: lift: rate of people now / rate before
-- column: example: a sentence that holds it
-- column: feedback_id: the feedback of that sentence
with scope as (
    select
        feedback_id, voter, theme_count,
        case when occurred_on >= last_week() - 21 then 1 else 0 end as is_now
    from feedback
    where occurred_on >= last_week() - 112 and occurred_on < last_week() + 7
),
exposure as (
    select
        count(distinct case when is_now = 1 then voter end) as now,
        count(distinct case when is_now = 0 then voter end) as base
    from scope
),
sentences as (
    select s.voter, s.is_now, t.feedback_id, t.sentence_no, t.words
    from int_sentences t
    join scope s on s.feedback_id = t.feedback_id
    where s.is_now = 0 or s.theme_count = 0
),
words as (
    select voter, is_now, feedback_id, sentence_no, each(words) as word, positions(words) as place, words
    from sentences
),
terms as (
    select voter, is_now, feedback_id, sentence_no, word as term from words where length(word) >= 3
    union all
    select voter, is_now, feedback_id, sentence_no, word || ' ' || word_at(words, place + 1)
    from words
    where length(word) >= 3 and length(word_at(words, place + 1)) >= 3
),
counted as (
    select
        term,
        count(distinct case when is_now = 1 then voter end) as people_now,
        count(distinct case when is_now = 0 then voter end) as people_base,
        min(case when is_now = 1 then feedback_id end) as feedback_id,
        min_by(sentence_no, case when is_now = 1 then feedback_id end) as sentence_no
    from terms
    group by term
),
lifted as (
    select
        c.term, c.people_now, c.people_base, c.feedback_id, c.sentence_no,
        (1.0 * c.people_now / e.now) / ((c.people_base + 0.5) / (e.base + 1)) as lift
    from counted c
    cross join exposure e
    where c.people_now >= 5
),
ranked as (
    select *, row_number() over (order by people_now * ln(lift) desc, term) as place
    from lifted
    where lift >= 2
),
shown as (
    select r.term, r.people_now, r.people_base, r.lift, trim(s.sentence, chr(10) || ' ') as example, r.feedback_id
    from ranked r
    join int_sentences s on s.feedback_id = r.feedback_id and s.sentence_no = r.sentence_no
    where r.place <= 30
)
select * from shown
