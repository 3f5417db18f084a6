-- One row per word of a sentence that praises or blames.
-- key: feedback_id, sentence_no, place
-- build: incremental
-- The arithmetic is VADER's (Hutto and Gilbert 2014): a booster among the three
-- words before adds 0.293 to the valence's size, less the farther off it is; a
-- negation among them turns it round and weakens it by 0.74. Neither reaches
-- over a comma or another mark that ends a clause: "no answer, slow support".
with charged as (
    select
        w.feedback_id, w.sentence_no, w.place, l.valence,
        word_at(w.words, w.place - 1) as word_1,
        word_at(w.words, w.place - 2) as word_2,
        word_at(w.words, w.place - 3) as word_3
    from int_words w
    join lookup.lexicon l on l.word = w.word
),
within_clause as (
    select
        feedback_id, sentence_no, place, valence,
        case when not ends_clause(word_1) then word_1 end as word_1,
        case when not (ends_clause(word_1) or ends_clause(word_2)) then word_2 end as word_2,
        case when not (ends_clause(word_1) or ends_clause(word_2) or ends_clause(word_3)) then word_3 end as word_3
    from charged
),
boosted as (
    select
        c.feedback_id, c.sentence_no, c.place, c.word_1, c.word_2, c.word_3,
        c.valence + sign(c.valence) * (coalesce(b1.amount, 0) + 0.95 * coalesce(b2.amount, 0) + 0.9 * coalesce(b3.amount, 0)) as valence
    from within_clause c
    left join lookup.modifiers b1 on b1.word = c.word_1 and b1.kind = 'booster'
    left join lookup.modifiers b2 on b2.word = c.word_2 and b2.kind = 'booster'
    left join lookup.modifiers b3 on b3.word = c.word_3 and b3.kind = 'booster'
),
turned as (
    select
        b.feedback_id, b.sentence_no, b.place,
        b.valence * coalesce(n1.amount, n2.amount, n3.amount, 1) as valence
    from boosted b
    left join lookup.modifiers n1 on n1.word = b.word_1 and n1.kind = 'negation'
    left join lookup.modifiers n2 on n2.word = b.word_2 and n2.kind = 'negation'
    left join lookup.modifiers n3 on n3.word = b.word_3 and n3.kind = 'negation'
)
select * from turned
