-- One row per feedback and theme that it is about.
-- key: feedback_id, theme_id
-- build: incremental
-- order: occurred_on, feedback_id, theme_id
-- A person's label outranks the rules: yes adds the theme, no takes it away.
-- Rules score 1 - 0.4^finds: one phrase .60, two .84, three .94; a label 1.
-- The quote is the sentence of the first find, the evidence the words in it.
-- column: feedback_id: the feedback (feedback.feedback_id)
-- column: theme_id: the theme (theme_names.theme_id)
-- column: score: how sure, 0 to 1: 1 - 0.4^finds for rules, 1 for a label
-- column: origin: rule, or label when a person said so
-- column: evidence: the words that show it, as written
-- column: evidence_start: first character of the evidence in feedback.text, from 1
-- column: evidence_end: last character of the evidence in feedback.text
-- column: quote: the sentence that holds the evidence
-- column: quote_start: first character of the quote in feedback.text, from 1
-- column: sentiment: of the sentences about this theme, -1 to 1; null: no word carries any
-- column: polarity: positive (from .05), negative (to -.05) or neutral
-- column: is_request: true when a sentence about this theme asks for something; of a label without words to show, when any sentence does
-- column: voter: the person, or the answer itself when anonymous
-- column: person_key: keyed hash of the person; null when anonymous
-- column: channel: survey, email, tracker, review, chat
-- column: segment: the account's segment
-- column: occurred_on: local date
with found as (
    select
        t.feedback_id, t.theme_id, sum(t.finds) as finds, min(t.sentence_no) as sentence_no,
        min(t.evidence_start) as evidence_start, min_by(t.evidence_end, t.evidence_start) as evidence_end,
        sum(s.valence) as valence, max(case when s.is_request then 1 else 0 end) = 1 as is_request
    from int_theme_sentences t
    join int_sentence_sentiment s on s.feedback_id = t.feedback_id and s.sentence_no = t.sentence_no
    group by t.feedback_id, t.theme_id
),
by_rule as (
    select
        f.feedback_id, f.theme_id, round(1 - power(0.4, f.finds), 6) as score, 'rule' as origin,
        f.evidence_start, f.evidence_end, s.starts_at as quote_start, s.sentence as quote,
        round(f.valence / sqrt(f.valence * f.valence + 15), 6) as sentiment, f.is_request
    from found f
    join int_sentences s on s.feedback_id = f.feedback_id and s.sentence_no = f.sentence_no
),
labelled as (
    select
        coalesce(r.feedback_id, l.feedback_id) as feedback_id, coalesce(r.theme_id, l.theme_id) as theme_id,
        case when l.has_theme then 1.0 else r.score end as score,
        case when l.has_theme then 'label' else r.origin end as origin,
        r.evidence_start, r.evidence_end, r.quote_start, r.quote, r.sentiment, r.is_request
    from by_rule r
    full join lookup.labels l on l.feedback_id = r.feedback_id and l.theme_id = r.theme_id
    where coalesce(l.has_theme, true)
),
asked as (
    select s.feedback_id, max(case when s.is_request then 1 else 0 end) = 1 as is_request
    from int_sentence_sentiment s
    where s.feedback_id in (select feedback_id from lookup.labels where has_theme)
    group by s.feedback_id
),
with_author as (
    select
        l.feedback_id, l.theme_id, l.score, l.origin,
        substring(t.words, l.evidence_start, l.evidence_end - l.evidence_start + 1) as evidence,
        l.evidence_start, l.evidence_end, trim(l.quote, chr(10) || ' ') as quote, l.quote_start,
        l.sentiment,
        case when l.sentiment >= 0.05 then 'positive' when l.sentiment <= -0.05 then 'negative' else 'neutral' end as polarity,
        coalesce(l.is_request, q.is_request, false) as is_request, f.voter, f.person_key, f.channel, a.segment, f.occurred_on
    from labelled l
    join stg_feedback f on f.feedback_id = l.feedback_id
    join int_authors a on a.feedback_id = f.feedback_id
    left join int_texts t on t.feedback_id = l.feedback_id
    left join asked q on q.feedback_id = l.feedback_id
)
select * from with_author
