-- The tables of a published file that the reports read, with some of their
-- comments. The models of the transform stage make the real ones.
create table feedback (
    feedback_id bigint, source varchar, channel varchar, native_id varchar, thread_id varchar, response_id varchar,
    person_key varchar, voter varchar, account varchar, segment varchar, plan varchar, occurred_at timestamp,
    occurred_on date, question varchar, title varchar, text varchar, language varchar, url varchar, state varchar,
    votes bigint, labels varchar[], sentiment double, is_request boolean, theme_count bigint, nps double,
    csat double, polarity varchar
);
comment on table feedback is 'One row per feedback: somebody''s words, made safe to show.';
comment on column feedback.feedback_id is 'number of the feedback, the same in each run';
comment on column feedback.text is 'title and body, with addresses and numbers made unreadable';
comment on column feedback.labels is 'the source''s labels';

create table feedback_themes (
    feedback_id bigint, theme_id varchar, score double, origin varchar, evidence varchar, evidence_start bigint,
    evidence_end bigint, quote varchar, quote_start bigint, sentiment double, polarity varchar, voter varchar,
    person_key varchar, channel varchar, segment varchar, occurred_on date
);
comment on table feedback_themes is 'One row per feedback and theme that it is about.';

create table identity (
    record varchar, source varchar, channel varchar, told varchar, reason varchar, records bigint, n bigint, share double, share_low double, share_high double
);

create table theme_names (theme_id varchar, name varchar, parent_id varchar, owner varchar, description varchar);

create table satisfaction (
    metric varchar, convention varchar, figure varchar, period_kind varchar, period_start date, period_end date,
    dimension varchar, value varchar,
    n bigint, n_people bigint, n_anonymous bigint, top bigint, bottom bigint, score double, low double, high double,
    previous_start date, previous_n bigint, previous_score double, change double, change_low double,
    change_high double, p_value double, detectable_change double, verdict varchar
);
comment on table satisfaction is 'One row per measure, period and group.';
comment on column satisfaction.score is 'NPS and index -100 to 100, shares 0 to 100, the mean on its own scale';

create table themes (
    theme_id varchar, period_kind varchar, period_start date, period_end date, dimension varchar, value varchar, mentions bigint,
    people bigint, exposure bigint, share double, share_low double, share_high double, positive bigint,
    negative bigint, net_sentiment double, net_low double, net_high double
);

create table movers (
    theme_id varchar, week_start date, people_now bigint, people_base bigint, exposure_now bigint,
    exposure_base bigint, expected_now double, rate_ratio double, rate_low double, rate_high double, p_up double, p_down double,
    p_value double, q_value double, phi double, direction varchar, verdict varchar, is_partial boolean
);

create table theme_quotes (
    theme_id varchar, rank bigint, feedback_id bigint, quote varchar, evidence varchar, occurred_on date,
    channel varchar, segment varchar, plan varchar, polarity varchar, url varchar
);

create table coverage (week_start date, feedback bigint, themed bigint, unthemed bigint, unthemed_share double);

create table emerging_terms (
    term varchar, people_now bigint, people_base bigint, lift double, example varchar, feedback_id bigint
);

create table source_freshness (
    source varchar, channel varchar, first_on date, last_on date, days_since bigint, allowed_days bigint,
    stale boolean, feedback bigint, ratings bigint, read bigint, stored bigint, rejected bigint, skipped bigint,
    landed_at timestamp
);

create table rejects (source varchar, native_id varchar, file varchar, line bigint, reason varchar);
create table skipped (source varchar, reason varchar, n bigint);
create table releases (source varchar, name varchar, released_on date, url varchar);
create table sprints (source varchar, name varchar, state varchar, starts_on date, ends_on date);

create table work_items (
    source varchar, key varchar, type varchar, title varchar, state varchar, sprint varchar, released_in varchar,
    contract boolean, estimate double, votes bigint, labels varchar[], url varchar, created_at timestamp,
    updated_at timestamp, closed_at timestamp
);

create table theme_items (
    theme_id varchar, source varchar, item varchar, reasons varchar, label varchar, evidence varchar,
    evidence_start bigint, evidence_end bigint, quote varchar, linked_by varchar, note varchar
);

create table run_facts (
    run_id varchar, as_of timestamp, run_date date, workspace varchar, timezone varchar, week_start date,
    newest_on date, feedback bigint, ratings bigint, people bigint
);

create table model_sql (name varchar, sql varchar);

create table release_verdicts (
    release varchar, theme_id varchar, item varchar, expected varchar, released_on date, check_on date, registered_late boolean, days integer,
    people_before bigint, people_after bigint, exposure_before bigint, exposure_after bigint, rate_ratio double, rate_low double, rate_high double,
    control_ratio double, ratio_to_control double, control_low double, control_high double, p_value double, q_value double, verdict varchar
);

create table alarms (kind varchar, subject varchar, direction varchar, size double, state varchar, since date);

create table unheard (
    dimension varchar, value varchar, customers bigint, heard bigint, unheard bigint, heard_share double, share_low double, share_high double,
    others_share double, accounts bigint, accounts_unheard bigint, money double, money_unheard double, p_value double, q_value double, verdict varchar
);

create table dominance (
    theme_id varchar, mentions bigint, accounts bigint, top_share double, gini double, effective_accounts double, few_decide boolean
);

create table theme_impact (
    theme_id varchar, metric varchar, convention varchar, figure varchar, n bigint, n_with bigint, share_with double, score double,
    score_with double, score_without double, impact double, impact_low double, impact_high double, p_value double, q_value double, verdict varchar
);

create table response_rates (
    survey varchar, period_kind varchar, period_start date, period_end date, dimension varchar, value varchar, invited bigint, answered bigint,
    rate double, rate_low double, rate_high double, previous_start date, previous_invited bigint, previous_rate double, change double,
    change_low double, change_high double, p_value double, detectable_change double, verdict varchar
);

create table nonresponse (
    survey varchar, dimension varchar, value varchar, invited bigint, answered bigint, invited_share double, answered_share double, rate double,
    rate_low double, rate_high double, others_rate double, difference double, difference_low double, difference_high double, p_value double,
    q_value double, verdict varchar
);
