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

create table demand (
    theme_id varchar, since date, people bigint, requests bigint, people_8 bigint, accounts bigint, money double, is_demanded boolean, trend varchar,
    trend_verdict varchar, trend_q double, week varchar, week_verdict varchar, quotes varchar
);

create table demand_vs_plan (
    list varchar, theme_id varchar, source varchar, item varchar, people bigint, accounts bigint, money double, trend varchar, trend_verdict varchar, week varchar,
    week_verdict varchar, since date, people_before bigint, people_after bigint, rate_ratio double, rate_low double, rate_high double, q_value double,
    verdict varchar, quotes varchar
);

create table plan_coverage (
    measure varchar, source varchar, sprint varchar, starts_on date, ends_on date, place varchar, n bigint, covered bigint, share double, share_low double,
    share_high double, sprints bigint, trend varchar, trend_p double, trend_verdict varchar
);

create table contracts (
    source varchar, item varchar, title varchar, phase varchar, sprint varchar, ended_on date, estimate double, theme_id varchar, people bigint, accounts bigint,
    money double, is_demanded boolean, promises bigint, first_due_on date, due_on date, moved bigint, asks_theme varchar, asks_people bigint, asked_by varchar,
    verdict varchar
);

create table promises (
    promise bigint, item varchar, theme_id varchar, account varchar, person_key varchar, customer_match varchar, promised_by varchar, promised_on date,
    first_due_on date, due_on date, moved bigint, days_moved bigint, told_on date, is_told boolean, fulfilled_on date, state varchar
);

create table waste (
    source varchar, item varchar, title varchar, type varchar, estimate double, begun_on date, shipped_on date, theme_id varchar, people_before bigint,
    rate_ratio double, rate_low double, rate_high double, effect varchar, verdict varchar, wasted double
);

create table relief (
    place bigint, theme_id varchar, source varchar, item varchar, title varchar, people bigint, estimate double, relief double, accounts bigint, money double,
    impact double, impact_low double, impact_high double, trend varchar, trend_q double, age_days bigint, reasons varchar
);

create table people_to_tell (
    source varchar, item varchar, title varchar, outcome varchar, release varchar, ended_on date, person_key varchar, person varchar, account varchar,
    segment varchar, money double, channel varchar, raised_on date, theme_id varchar, feedback_id bigint, quote varchar, url varchar, consent boolean,
    owner varchar, draft varchar, told_on date
);

create table items_to_tell (
    source varchar, item varchar, title varchar, outcome varchar, ended_on date, customers bigint, may_tell bigint, told bigint, told_share double,
    told_low double, told_high double, people bigint
);

create table told_effect (
    metric varchar, convention varchar, figure varchar, customers_told bigint, n_told bigint, score_told double, low_told double, high_told double,
    customers_not bigint, n_not bigint, score_not double, low_not double, high_not double, difference double, difference_low double, difference_high double,
    p_value double, verdict varchar
);

create table contacts_by_sprint (
    source varchar, sprint varchar, starts_on date, ends_on date, place varchar, role varchar, contacts bigint, interviews bigint, reviews bigint, calls bigint,
    told bigint, customers bigint, sprints bigint, trend varchar, trend_p double, trend_verdict varchar
);

create table people_to_ask (
    theme_id varchar, place bigint, person_key varchar, person varchar, account varchar, segment varchar, channel varchar, raised_on date, quote varchar,
    last_contacted_on date, is_rested boolean
);

create table people_to_invite (
    place bigint, occasion varchar, sprint varchar, held_on date, person_key varchar, person varchar, account varchar, segment varchar, plan varchar,
    consent boolean, mood varchar, heard varchar, heard_on date, last_contacted_on date, reason varchar
);
create table label_quality (
    theme_id varchar, labels bigint, agreeing bigint, rule_only bigint, person_only bigint, neither bigint,
    precision double, precision_low double, precision_high double, recall double, recall_low double, recall_high double,
    labelled_twice bigint, people_agree bigint, kappa double, verdict varchar
);
insert into label_quality values
    ('login', 40, 27, 3, 3, 7, 90, 74.4, 96.5, 90, 74.4, 96.5, 10, 8, 0.5833, 'good'),
    ('export', 3, 0, 0, 2, 1, null, null, null, 0, 0, 65.8, 0, 0, null, 'too few to tell');
