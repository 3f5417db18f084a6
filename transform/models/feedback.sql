-- One row per feedback: somebody's words, made safe to show.
-- key: feedback_id
-- build: incremental
-- order: occurred_on, feedback_id
-- column: feedback_id: number of the feedback, the same in each run
-- column: source: name of the source in earshot.yaml
-- column: channel: survey, email, tracker, review, chat
-- column: native_id: the source's own name for it
-- column: thread_id: ties a conversation together
-- column: response_id: ties the words to the ratings of the same answer
-- column: person_key: keyed hash of the person, whatever address or login was used; null when anonymous
-- column: person_match: how the person was told: address or login (of customers.csv), itself (an author it does not have) or anonymous
-- column: voter: the person, or the answer itself when anonymous: count these to count people
-- column: account: the customer organisation
-- column: account_match: how the account was told: person, domain or account name (of customers.csv), source (its own word) or none
-- column: segment: the account's segment
-- column: plan: the account's plan
-- column: occurred_at: when it was said (UTC)
-- column: occurred_on: local date
-- column: question: the survey question it answers
-- column: title: subject or title
-- column: text: title and body, with addresses and numbers made unreadable
-- column: language: ISO 639-1
-- column: url: where to read it in its source
-- column: state: open, closed, ... as the source says
-- column: votes: supporters besides the author
-- column: labels: the source's labels
-- column: sentiment: what its words praise or blame, -1 to 1; null: none does
-- column: polarity: positive (from .05), negative (to -.05) or neutral
-- column: is_request: true when a sentence asks for something
-- column: theme_count: how many themes it is about; null: it has no words
-- column: nps: the NPS score of the same answer, 0 to 10
-- column: csat: the CSAT score of the same answer, on its own scale
with felt as (
    select
        feedback_id, sum(valence) as valence, max(case when is_request then 1 else 0 end) = 1 as is_request
    from int_sentence_sentiment
    group by feedback_id
),
themed as (
    select feedback_id, count(*) as theme_count
    from feedback_themes
    group by feedback_id
),
scored as (
    select
        f.feedback_id,
        max(case when r.metric = 'nps' then r.score end) as nps,
        max(case when r.metric = 'csat' then r.score end) as csat
    from stg_feedback f
    join stg_ratings r on r.source = f.source and r.response_id = f.response_id
    group by f.feedback_id
),
joined as (
    select
        f.feedback_id, f.source, f.channel, f.native_id, f.thread_id, f.response_id,
        f.person_key, f.person_match, f.voter, a.account, a.account_match, a.segment, a.plan,
        f.occurred_at, f.occurred_on, f.question, redacted(case when p.redact_names then without_name(f.title, f.author_name) else f.title end) as title, t.words as text,
        f.language, f.url, f.state, f.votes, f.labels,
        round(e.valence / sqrt(e.valence * e.valence + 15), 6) as sentiment,
        coalesce(e.is_request, false) as is_request, case when t.words is not null then coalesce(h.theme_count, 0) end as theme_count,
        s.nps, s.csat
    from stg_feedback f
    cross join lookup.privacy p
    join int_authors a on a.feedback_id = f.feedback_id
    left join int_texts t on t.feedback_id = f.feedback_id
    left join felt e on e.feedback_id = f.feedback_id
    left join themed h on h.feedback_id = f.feedback_id
    left join scored s on s.feedback_id = f.feedback_id
),
judged as (
    select
        *,
        case when sentiment >= 0.05 then 'positive' when sentiment <= -0.05 then 'negative' else 'neutral' end as polarity
    from joined
)
select * from judged
