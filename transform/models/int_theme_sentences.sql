-- One row per theme found in a sentence by its rules.
-- key: feedback_id, sentence_no, theme_id
-- build: incremental
-- The earliest find is the evidence. An exclusion cancels the theme in its
-- sentence. Regular expressions are tried on the sentences as written.
with phrase_finds as (
    select h.feedback_id, h.sentence_no, p.theme_id, h.phrase_id, h.first_word, h.last_word, p.exclude
    from int_phrase_hits h
    join lookup.phrases p on p.phrase_id = h.phrase_id and p.kind = 'theme'
),
excluded as (
    select distinct feedback_id, sentence_no, theme_id
    from phrase_finds
    where exclude
),
by_phrase as (
    select
        feedback_id, sentence_no, theme_id, count(distinct phrase_id) as finds,
        min(first_word) as first_word, min_by(last_word, first_word * 1000 - last_word) as last_word
    from phrase_finds
    where not exclude
    group by feedback_id, sentence_no, theme_id
),
with_span as (
    select
        b.feedback_id, b.sentence_no, b.theme_id, b.finds,
        s.starts_at + word_start(s.sentence, b.first_word) - 1 as evidence_start,
        s.starts_at + word_end(s.sentence, b.last_word) - 1 as evidence_end
    from by_phrase b
    join int_sentences s on s.feedback_id = b.feedback_id and s.sentence_no = b.sentence_no
),
by_pattern as (
    select
        s.feedback_id, s.sentence_no, p.theme_id, s.starts_at, s.sentence,
        found_by(s.sentence, p.pattern) as evidence
    from int_sentences s
    cross join lookup.theme_patterns p
),
pattern_span as (
    select
        feedback_id, sentence_no, theme_id, count(*) as finds,
        min(starts_at + position(evidence in sentence) - 1) as evidence_start,
        min_by(starts_at + position(evidence in sentence) + length(evidence) - 2, position(evidence in sentence)) as evidence_end
    from by_pattern
    where evidence <> ''
    group by feedback_id, sentence_no, theme_id
),
united as (
    select * from with_span
    union all
    select * from pattern_span
),
one_each as (
    select
        u.feedback_id, u.sentence_no, u.theme_id, cast(sum(u.finds) as bigint) as finds,
        min(u.evidence_start) as evidence_start, min_by(u.evidence_end, u.evidence_start) as evidence_end
    from united u
    left join excluded e on e.feedback_id = u.feedback_id and e.sentence_no = u.sentence_no and e.theme_id = u.theme_id
    where e.theme_id is null
    group by u.feedback_id, u.sentence_no, u.theme_id
)
select * from one_each
