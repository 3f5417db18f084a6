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
        f.feedback_id, p.voter, f.theme_count,
        case when f.occurred_on >= last_week() - 21 then 1 else 0 end as is_now
    from feedback f
    join int_feedback_profiles p on p.feedback_id = f.feedback_id and p.occurred_on = f.occurred_on
    where f.occurred_on >= last_week() - 112 and f.occurred_on < last_week() + 7
),
exposure as (
    select
        count(distinct case when is_now = 1 then voter end) as now,
        count(distinct case when is_now = 0 then voter end) as base
    from scope
),
sentences as materialized (
    select c.voter, c.is_now, t.feedback_id, t.sentence_no, t.words
    from int_sentences t
    join scope c on c.feedback_id = t.feedback_id
    where (c.is_now = 0 or c.theme_count = 0) and t.occurred_on >= last_week() - 112 and t.occurred_on < last_week() + 7
),
unthemed_words as (
    select voter, feedback_id, sentence_no, each(words) as word, each(after_first(words)) as next_word
    from sentences
    where is_now = 1
),
unthemed_terms as (
    select voter, feedback_id, sentence_no, word as term from unthemed_words where length(word) >= 3
    union all
    select voter, feedback_id, sentence_no, word || ' ' || next_word
    from unthemed_words
    where length(word) >= 3 and length(next_word) >= 3
),
candidates as materialized (
    select
        term, split_part(term, ' ', 1) as word, count(distinct voter) as people_now,
        min(feedback_id) as feedback_id, min_by(sentence_no, feedback_id) as sentence_no
    from unthemed_terms
    group by term
    having count(distinct voter) >= 5
),
-- Few terms are written by five people in unthemed feedback: the others need not
-- be counted in the many sentences of before.
before_words as (
    select voter, each(words) as word, each(after_first(words)) as next_word from sentences where is_now = 0
),
before_candidates as materialized (
    select voter, word, next_word from before_words where word in (select word from candidates)
),
before_terms as (
    select voter, word as term from before_candidates
    union all
    select voter, word || ' ' || next_word from before_candidates where word in (select word from candidates where term <> word)
),
base as (
    select term, count(distinct voter) as people_base
    from before_terms
    where term in (select term from candidates)
    group by term
),
counted as (
    select c.term, c.people_now, coalesce(b.people_base, 0) as people_base, c.feedback_id, c.sentence_no
    from candidates c
    left join base b on b.term = c.term
),
lifted as (
    select
        c.term, c.people_now, c.people_base, c.feedback_id, c.sentence_no,
        (1.0 * c.people_now / e.now) / ((c.people_base + 0.5) / (e.base + 1)) as lift
    from counted c
    cross join exposure e
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
