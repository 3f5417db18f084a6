-- One row per sentence, with what its words praise or blame.
-- key: feedback_id, sentence_no
-- build: incremental
-- Words after a contrast ("but") count half as much again, words before it half
-- (VADER). A sentence that asks for something does not praise it: there the
-- praise words count nothing. sentiment is sum / sqrt(sum^2 + 15), -1 to 1;
-- null where no word carries any. Exclamation marks add 0.292 each, up to four.
-- Six digits are kept: those after them depend on the order of summing.
with contrasts as (
    select w.feedback_id, w.sentence_no, min(w.place) as place
    from int_words w
    join lookup.modifiers m on m.word = w.word and m.kind = 'contrast'
    group by w.feedback_id, w.sentence_no
),
requests as (
    select h.feedback_id, h.sentence_no, count(*) as cues
    from int_phrase_hits h
    join lookup.phrases p on p.phrase_id = h.phrase_id and p.kind = 'request'
    group by h.feedback_id, h.sentence_no
),
weighed as (
    select
        v.feedback_id, v.sentence_no,
        case when v.valence > 0 and r.cues > 0 then 0 else v.valence end
        * case when v.place < c.place then 0.5 when v.place > c.place then 1.5 else 1.0 end as valence
    from int_valences v
    left join contrasts c on c.feedback_id = v.feedback_id and c.sentence_no = v.sentence_no
    left join requests r on r.feedback_id = v.feedback_id and r.sentence_no = v.sentence_no
),
summed as (
    select feedback_id, sentence_no, sum(valence) as valence
    from weighed
    group by feedback_id, sentence_no
),
stressed as (
    select
        s.feedback_id, s.sentence_no, r.cues is not null as is_request,
        round(t.valence + sign(t.valence) * 0.292 * least(4, length(s.sentence) - length(replace(s.sentence, '!', ''))), 6) as valence
    from int_sentences s
    left join summed t on t.feedback_id = s.feedback_id and t.sentence_no = s.sentence_no
    left join requests r on r.feedback_id = s.feedback_id and r.sentence_no = s.sentence_no
),
scored as (
    select feedback_id, sentence_no, is_request, valence, round(valence / sqrt(valence * valence + 15), 6) as sentiment
    from stressed
)
select * from scored
