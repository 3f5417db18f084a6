-- The warehouse's own tables: all of its DDL stands here. It runs at each open
-- and changes nothing that is there. Marts are made by the transform stage.
--
-- No primary keys and no indexes: DuckDB cannot delete and insert one key in
-- one transaction. Rows are replaced by (source, native_id) when they land.

create schema if not exists landing;  -- what sources gave, newest version each; the originals are in data/landed
create schema if not exists lookup;   -- what Go computes for the models
create schema if not exists ops;      -- what earshot did

create table if not exists landing.feedback (
    feedback_id  bigint not null,     -- hash of (source, native_id)
    source       varchar not null,
    stream       varchar,             -- the file it was read from last
    channel      varchar not null,    -- survey, email, tracker, review, chat
    native_id    varchar not null,
    thread_id    varchar,
    parent_id    varchar,
    response_id  varchar,             -- ties the words to the ratings of the same answer
    person_key   varchar,             -- keyed hash of the author; null: anonymous
    author_id    varchar,
    author_name  varchar,
    author_email varchar,
    account      varchar,             -- as the source names it
    occurred_at  timestamp not null,  -- UTC
    occurred_on  date not null,       -- in the workspace's zone
    question     varchar,
    title        varchar,
    body         varchar,
    language     varchar,
    url          varchar,
    segments     varchar,             -- JSON object of name to value
    labels       varchar[],
    state        varchar,
    votes        bigint not null,
    deleted      boolean not null,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null      -- the batch that brought this version
);

create table if not exists landing.ratings (
    rating_id    bigint not null,
    source       varchar not null,
    stream       varchar,
    channel      varchar not null,
    native_id    varchar not null,
    thread_id    varchar,
    parent_id    varchar,
    response_id  varchar,
    person_key   varchar,
    author_id    varchar,
    author_name  varchar,
    author_email varchar,
    account      varchar,
    occurred_at  timestamp not null,
    occurred_on  date not null,
    question     varchar,
    metric       varchar not null,    -- nps, csat, ces, stars
    score        double not null,     -- on the scale as asked
    scale_min    double not null,
    scale_max    double not null,
    low_is_good  boolean not null,    -- the direction: effort asked as "how hard"
    convention   varchar,             -- ces: mean, share, index
    language     varchar,
    url          varchar,
    segments     varchar,
    deleted      boolean not null,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists landing.invitations (  -- who was asked to answer a survey
    source       varchar not null,
    stream       varchar,
    native_id    varchar not null,
    survey       varchar not null,    -- the source that brings the answers
    person_key   varchar,             -- of the person in that source; null: unknown
    author_id    varchar,
    author_email varchar,
    account      varchar,
    invited_at   timestamp not null,
    invited_on   date not null,
    segments     varchar,
    deleted      boolean not null,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists landing.work_items (
    source       varchar not null,
    stream       varchar,
    native_id    varchar not null,    -- the key: PAY-12, #34
    type         varchar not null,    -- story, bug, enabler, debt, compliance, experiment
    title        varchar,
    body         varchar,
    state        varchar,             -- open, in progress, done, declined
    sprint       varchar,
    released_in  varchar,
    contract     boolean not null,
    estimate     double,
    votes        bigint not null,
    labels       varchar[],
    url          varchar,
    created_at   timestamp,
    updated_at   timestamp,
    closed_at    timestamp,
    deleted      boolean not null,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists landing.releases (
    source       varchar not null,
    native_id    varchar not null,    -- the version's name
    released_on  date,                -- null: planned only
    url          varchar,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists landing.sprints (
    source       varchar not null,
    native_id    varchar not null,    -- the sprint's name
    state        varchar,             -- future, active, closed
    starts_on    date,
    ends_on      date,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists landing.people (
    source       varchar not null,
    native_id    varchar not null,
    name         varchar,
    emails       varchar[],
    person_keys  varchar[],           -- the keyed hash of each e-mail address
    account      varchar,             -- accounts.native_id
    consent      boolean not null,    -- may be contacted
    contacted_on date,
    fields       varchar,             -- JSON object of further columns
    deleted      boolean not null,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);
-- Columns that a warehouse of an earlier version lacks; null in what it landed.
alter table landing.people add column if not exists logins varchar[];     -- as in customers.csv: jane, github:jane
alter table landing.people add column if not exists person_key varchar;   -- the keyed hash of native_id

create table if not exists landing.accounts (
    source       varchar not null,
    native_id    varchar not null,
    name         varchar,
    domains      varchar[],
    segment      varchar,
    plan         varchar,
    money        double,              -- yearly, in the workspace's currency
    since        date,
    deleted      boolean not null,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists landing.rejects (
    source       varchar not null,
    native_id    varchar not null,    -- file, item and number within the item: a second reading replaces the first
    file         varchar not null,
    line         bigint,
    reason       varchar not null,
    payload      varchar,
    content_hash bigint not null,
    run_id       varchar not null,
    batch_no     bigint not null
);

create table if not exists ops.batches (
    batch_no  bigint not null,
    source    varchar not null,
    run_id    varchar not null,
    landed_at timestamp not null,
    read      bigint not null,        -- units of input: survey rows, mails, issues
    stored    bigint not null,
    rejected  bigint not null,
    skipped   bigint not null
);

create table if not exists ops.skipped (
    batch_no bigint not null,
    source   varchar not null,
    reason   varchar not null,
    n        bigint not null
);

create table if not exists ops.cursors (
    source   varchar not null,
    stream   varchar not null,        -- a file's path; '' where the source has one stream
    position varchar not null,        -- JSON, the source's own
    batch_no bigint not null
);

create table if not exists ops.runs (
    run_id      varchar not null,
    command     varchar not null,
    as_of       timestamp,
    started_at  timestamp not null,
    finished_at timestamp,
    state       varchar not null,     -- running, done, part, failed, killed
    message     varchar
);

create table if not exists ops.job_runs (  -- the ledger of jobs, as it was when the warehouse was last written
    job_run     varchar not null,     -- the job and the time: nightly@2026-07-06T03:00:00Z
    seq         bigint not null,      -- of its last change
    job         varchar not null,
    due_at      timestamp not null,   -- the time that it is for, UTC; a retry keeps it
    through     timestamp,            -- times missed in a row are one row, from due_at to here
    times       bigint not null,      -- and so many
    state       varchar not null,     -- waiting, running, done, part, failed, killed, skipped, missed, blocked
    trigger     varchar not null,     -- time, hand, backfill
    attempt     bigint not null,
    started_at  timestamp,            -- of the last attempt
    finished_at timestamp,
    stored      bigint not null,      -- records
    exit_code   bigint not null,
    message     varchar
);

create table if not exists ops.models (
    name          varchar not null,
    fingerprint   varchar not null,   -- of its SQL and of all it is built from
    through_batch bigint not null,    -- the newest batch whose rows are in it
    rows          bigint not null,
    built_at      timestamp not null, -- the moment it was built for, UTC: the run's as_of
    run_id        varchar not null,
    milliseconds  bigint not null
);

create table if not exists ops.outbox (  -- each (report, period, recipient) is one row and is sent once
    report     varchar not null,
    period     date not null,
    recipient  varchar not null,      -- an address, or a webhook's name
    channel    varchar not null,      -- smtp, slack, teams
    kind       varchar not null,      -- trend, paused
    message_id varchar not null,
    subject    varchar not null,
    body       varchar,               -- what is sent; null once it is settled
    state      varchar not null,      -- waiting, claimed (being sent, or the sender was killed), sent, failed, held (not to be sent)
    attempts   bigint not null,       -- that failed
    next_at    timestamp not null,    -- not to be tried before, UTC
    entered_at timestamp not null,
    settled_at timestamp,
    answer     varchar                -- why it is not sent, without the server's words
);

create table if not exists ops.mail_off (  -- addresses that get no mail
    address varchar not null,         -- in lower case
    reason  varchar not null,         -- unsubscribed, bounced, or what a report of a mail said
    since   timestamp not null
);

create table if not exists ops.bounces (  -- what servers reported of mails that were sent: one row per recipient of a report
    report     varchar not null,      -- hash of the report's bytes: a copy of it is entered once
    verdict    varchar not null,      -- stopped, temporary, unproven, elsewhere, unknown, arrived, unread
    recipient  varchar,               -- of the outbox; null where none of it is meant
    message_id varchar,               -- of the mail in the outbox
    reason     varchar,               -- the status code, in words of our own
    read_at    timestamp not null
);

create table if not exists ops.bounce_places (  -- how far mailboxes and files of reports were read
    place    varchar not null,
    position varchar not null
);

create table if not exists ops.signal_weeks (  -- the weeks that runs were made for
    week_start date not null,
    run_id     varchar not null
);

create table if not exists ops.signals (  -- what each of them gave reason to speak of: see the mart alarms
    week_start date not null,
    kind       varchar not null,
    subject    varchar not null,
    direction  varchar not null,
    size       double
);

create table if not exists ops.invitations (  -- whom a list of people to invite has named, so that they are left alone
    occasion   varchar not null,      -- the sprint, or the month
    held_on    date not null,         -- its last day
    person_key varchar not null,
    nth        bigint not null,       -- in the order in which that occasion's lists named them
    invited_on date not null,         -- day of the run that named them first
    run_id     varchar not null
);

create table if not exists lookup.run (  -- one row: the run whose marts these are
    run_id    varchar not null,
    as_of     timestamp not null,
    run_date  date not null,
    workspace varchar not null,
    timezone  varchar not null
);

create table if not exists lookup.model_sql (
    name varchar not null,
    sql  varchar not null
);

create table if not exists lookup.source_rules (
    source     varchar not null,
    stale_days bigint not null         -- silent for longer: stale
);

create table if not exists lookup.source_names (  -- what a login in customers.csv may call a source
    source varchar not null,
    name   varchar not null            -- its own, or its kind
);

create table if not exists lookup.persons (  -- every way to tell that an author is one of the customers
    way        varchar not null,       -- address, login
    source     varchar not null,       -- login: the source it counts in, '' for all; address: ''
    token      varchar not null,       -- address: its keyed hash; login: in lower case
    person_key varchar not null,       -- the resolved person, a keyed hash
    person_id  varchar not null        -- people.native_id
);

create table if not exists lookup.accounts (  -- every way to tell an author's account
    way        varchar not null,       -- person, domain, name
    token      varchar not null,       -- person_key, mail domain, name in lower case
    account_id varchar not null,
    account    varchar not null,
    segment    varchar,
    plan       varchar
);

create table if not exists lookup.privacy (  -- one row
    redact_names boolean not null
);

create table if not exists lookup.themes (
    theme_id    varchar not null,
    name        varchar not null,
    parent_id   varchar,
    owner       varchar,
    description varchar
);

create table if not exists lookup.phrases (  -- what to look for: of themes, and cues of sentiment
    phrase_id bigint not null,
    kind      varchar not null,        -- theme, request
    theme_id  varchar,
    exclude   boolean not null,        -- cancels the theme's matches in its sentence
    phrase    varchar not null,
    words     bigint not null,         -- how many words long
    terms     bigint not null          -- of these, how many must be a certain word: the rest may be any
);

create table if not exists lookup.term_words (  -- which word fits which place of which phrase
    word      varchar not null,
    phrase_id bigint not null,
    place     bigint not null          -- from 0
);

create table if not exists lookup.theme_patterns (
    theme_id varchar not null,
    pattern  varchar not null          -- RE2, case does not matter
);

create table if not exists lookup.labels (
    feedback_id bigint not null,
    theme_id    varchar not null,
    has_theme   boolean not null,
    labelled_by varchar
);

create table if not exists lookup.label_votes (  -- what each person said last; lookup.labels has the last word of all
    feedback_id bigint not null,
    theme_id    varchar not null,
    labelled_by varchar not null,
    has_theme   boolean not null
);

create table if not exists lookup.claims (  -- what a release was to bring, said beforehand
    release       varchar not null,
    theme_id      varchar not null,
    item          varchar,
    fewer         boolean not null,    -- fewer people are to mention the theme; else more
    check_on      date,
    registered_on date
);

create table if not exists lookup.links (  -- what people said of items and themes
    nth       bigint not null,         -- of two that contradict the later one counts
    source    varchar,                 -- null: of whichever has the item
    item      varchar not null,
    theme_id  varchar not null,
    linked    boolean not null,        -- no strikes out what labels and words say
    linked_by varchar,
    note      varchar
);

create table if not exists lookup.promises (  -- what customers were told they will have
    nth         bigint not null,
    customer    varchar not null,      -- an account's or a person's id, or an account's name
    item        varchar,
    theme_id    varchar,
    promised_by varchar,
    promised_on date not null,
    due_on      date,
    told_on     date,                  -- null: the customer was not told of this date
    note        varchar
);

create table if not exists lookup.contacts (  -- the team's own conversations
    nth          bigint not null,
    contacted_on date not null,
    who          varchar,              -- a person's id, an account's id or name; null: an address
    address_key  varchar,              -- the keyed hash of the address
    id_key       varchar,              -- and of a person whose id is this address
    role         varchar not null,     -- of the team member
    kind         varchar not null,     -- interview, review, call, told
    item         varchar
);

create table if not exists lookup.invite (  -- one row: how many to invite, and how long each is left alone
    people   bigint not null,
    cap_days bigint not null
);

create table if not exists lookup.theme_labels (  -- labels of items that are about the theme: its id, its name, its own
    theme_id varchar not null,
    label    varchar not null
);

create table if not exists lookup.copies (  -- records that another source holds as well, in a version that landed later
    record varchar not null,           -- feedback, rating
    id     bigint not null,
    kept   bigint not null             -- the record that stands for it
);

create table if not exists lookup.vocabulary (  -- every word that customers wrote
    word varchar not null,
    stem varchar not null              -- in the workspace's first language
);

create table if not exists lookup.lexicon (
    word    varchar not null,
    valence double not null            -- -4 (bad) to 4 (good), as the raters of VADER gave it
);

create table if not exists lookup.modifiers (
    word   varchar not null,
    kind   varchar not null,           -- negation, booster, contrast
    amount double not null             -- booster: added to the valence's size
);
