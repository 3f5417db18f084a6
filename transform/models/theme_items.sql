-- One row per theme and item of the plan that is about it.
-- key: theme_id, source, item
-- build: table
-- An item is about a theme when one of its labels names the theme, when the
-- theme's own rules find it in the item's title and text, or when a person says
-- so in links.csv. A person outranks both: what was struck out there stays out.
-- column: theme_id: the theme (theme_names.theme_id)
-- column: source: the plan that has the item (work_items.source)
-- column: item: its key (work_items.key)
-- column: reasons: why: hand, label, text, or several of them
-- column: label: the item's label that names the theme
-- column: evidence: the words that show it, as written
-- column: evidence_start: first character of the evidence in the item's title, a line break and its text, from 1
-- column: evidence_end: last character of the evidence
-- column: quote: the item's sentence that holds the evidence
-- column: linked_by: who linked it by hand
-- column: note: why, in that person's words
with by_label as (
    select i.source, i.key as item, t.theme_id, min(i.label) as label
    from (select source, key, each(labels) as label from work_items) i
    join lookup.theme_labels t on label_name(t.label) = label_name(i.label)
    group by i.source, i.key, t.theme_id
),
first_finds as (
    select
        s.source, s.native_id as item, t.theme_id, t.feedback_id as item_id, min(t.sentence_no) as sentence_no,
        min(t.evidence_start) as evidence_start, min_by(t.evidence_end, t.evidence_start) as evidence_end
    from int_theme_sentences t
    join stg_work_items s on s.item_id = t.feedback_id
    group by s.source, s.native_id, t.theme_id, t.feedback_id
),
-- items are few beside the feedback whose words stand there, too
item_words as (
    select feedback_id, words from int_texts where feedback_id in (select item_id from stg_work_items)
),
item_sentences as (
    select feedback_id, sentence_no, sentence from int_sentences where feedback_id in (select item_id from stg_work_items)
),
by_text as materialized (
    select
        f.source, f.item, f.theme_id, f.evidence_start, f.evidence_end,
        substring(w.words, f.evidence_start, f.evidence_end - f.evidence_start + 1) as evidence,
        trim(s.sentence, chr(10) || ' ') as quote
    from first_finds f
    join item_words w on w.feedback_id = f.item_id
    join item_sentences s on s.feedback_id = f.item_id and s.sentence_no = f.sentence_no
),
said as (
    select
        i.source, i.key as item, l.theme_id, l.linked, l.linked_by, l.note,
        row_number() over (partition by i.source, i.key, l.theme_id order by l.nth desc) as nth
    from lookup.links l
    join work_items i on i.key = l.item and coalesce(l.source, i.source) = i.source
),
by_hand as (
    select source, item, theme_id, linked, linked_by, note from said where nth = 1
),
pairs as (
    select source, item, theme_id from by_label
    union
    select source, item, theme_id from by_text
    union
    select source, item, theme_id from by_hand
),
joined as (
    select
        p.theme_id, p.source, p.item,
        concat_ws(', ', case when h.linked then 'hand' end, case when l.label is not null then 'label' end,
            case when t.evidence is not null then 'text' end) as reasons,
        l.label, t.evidence, t.evidence_start, t.evidence_end, t.quote, redacted(h.linked_by) as linked_by, redacted(h.note) as note
    from pairs p
    join work_items i on i.source = p.source and i.key = p.item
    left join by_label l on l.source = p.source and l.item = p.item and l.theme_id = p.theme_id
    left join by_text t on t.source = p.source and t.item = p.item and t.theme_id = p.theme_id
    left join by_hand h on h.source = p.source and h.item = p.item and h.theme_id = p.theme_id
    where coalesce(h.linked, true)
)
select * from joined
