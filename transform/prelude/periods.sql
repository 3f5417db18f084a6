-- The calendar of the figures. Weeks start on Monday; only complete periods are
-- there: a period is complete when its last day is before the run's day.

-- period_unit: the first day of the unit that a kind of period is counted in and
-- the day falls into. Rolling kinds are counted in weeks.
create or replace macro period_unit(kind, day) as cast(case kind
    when 'day' then cast(day as date)
    when 'month' then date_trunc('month', cast(day as date))
    when 'quarter' then date_trunc('quarter', cast(day as date))
    else date_trunc('week', cast(day as date)) end as date);

-- period_kinds: one row per kind. span: from a period to the next one that
-- shares no day with it; reach: from the first day of a period's last unit back
-- to its first day (rolling kinds only); last_start: first day of the last
-- complete period. A new kind is a row here and, where its unit is new, a line
-- above; one that reaches farther than 13 weeks also changes reach in periods.go.
-- Sprints are no such kind: they have the days that the plan gives them (int_sprints).
create or replace macro period_kinds() as table
    select period_kind, span, reach, cast(period_unit(period_kind, run_date()) - span as date) as last_start
    from (values
        ('day', interval '1' day, interval '0' day),
        ('week', interval '7' day, interval '0' day),
        ('month', interval '1' month, interval '0' day),
        ('quarter', interval '3' month, interval '0' day),
        ('r4', interval '28' day, interval '21' day),
        ('r13', interval '91' day, interval '84' day)
    ) as kinds(period_kind, span, reach);

-- year_before: first day of the same period a year before: 52 weeks before a week,
-- so that both begin on a Monday; null for days and sprints, which have none.
create or replace macro year_before(kind, start) as cast(case
    when kind in ('week', 'r4', 'r13') then cast(start as date) - interval 364 day
    when kind in ('month', 'quarter') then cast(start as date) - interval 1 year end as date);

-- year_after: first day of the period whose year_before begins on start.
create or replace macro year_after(kind, start) as cast(case
    when kind in ('week', 'r4', 'r13') then cast(start as date) + interval 364 day
    when kind in ('month', 'quarter') then cast(start as date) + interval 1 year end as date);

-- period_number: counts a kind's periods, so that neighbours differ by one.
create or replace macro period_number(kind, start) as case kind
    when 'month' then date_diff('month', date '1970-01-01', cast(start as date))
    else floor(date_diff('day', date '1970-01-05', cast(start as date)) / 7) end;

-- period_end: the last day of a period.
create or replace macro period_end(start, span) as cast(cast(start as date) + cast(span as interval) - interval '1' day as date);

-- period_piece: the first day of the part of a week that lies in one month. To
-- all kinds of period but 'day', the days of a piece are alike.
create or replace macro period_piece(day) as greatest(period_unit('week', day), period_unit('month', day));

-- period_weeks: one row per week that a rolling period can be moved on by.
create or replace macro period_weeks() as table
    select later from (values (0), (7), (14), (21), (28), (35), (42), (49), (56), (63), (70), (77), (84)) as weeks(later);

-- within_reach: the day of a next mention or answer, or the end of time where
-- there is none or one so far off, more than 98 days, that no period holds both.
create or replace macro within_reach(since, next_on) as case
    when next_on <= cast(since as date) + interval '98' day then next_on else date '9999-12-31' end;
