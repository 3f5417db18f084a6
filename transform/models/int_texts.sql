-- One row per feedback, and per item of the plan, that has any words.
-- key: feedback_id
-- build: incremental
-- Title and body as one text, made safe to show: all offsets and quotes of the
-- models after this one are in it. The author's own name goes too, unless
-- earshot.yaml says otherwise; a first name alone stays, since it may be a word.
-- Of mails and comments, lines that begin with > are somebody else's words: what
-- was newly written may stand between them. An item has no occurred_on.
-- column: feedback_id: the feedback, or the item of the plan (stg_work_items.item_id)
with said as (
    select
        feedback_id, occurred_on, author_name, title,
        case when channel in ('email', 'tracker') then without_quoted_lines(body) else body end as body
    from stg_feedback
    union all
    select item_id, null, null, title, body from stg_work_items
),
joined as (
    select feedback_id, occurred_on, author_name, trim(coalesce(title, '') || chr(10) || coalesce(body, ''), chr(10) || ' ') as words
    from said
),
nameless as (
    select
        j.feedback_id, j.occurred_on,
        case when p.redact_names then without_name(words, author_name) else words end as words
    from joined j
    cross join lookup.privacy p
),
safe as (
    select feedback_id, occurred_on, redacted(words) as words
    from nameless
    where words <> ''
)
select * from safe
