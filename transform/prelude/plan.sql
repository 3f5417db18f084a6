-- Demand held against the plan: what counts as demand, and every number of days
-- or people that the lists depend on. A workspace that wants others puts a file
-- of this name into its transform/prelude.

-- is_demand: what a mention of a theme must be to ask the team for something: a
-- request, or negative. Praise demands nothing.
create or replace macro is_demand(is_request, polarity) as is_request or polarity = 'negative';

-- A theme is demanded on a day when at least demand_people() people demanded it
-- in the demand_days() days before: 13 weeks.
create or replace macro demand_days() as 91;
create or replace macro demand_people() as 5;

-- effect_days: of each of the two windows, before and after a release or a
-- refusal, in which people are counted: 8 weeks, as for a claim without a day of
-- its own. It is also how much feedback there must be before a day, to say that
-- nobody asked.
create or replace macro effect_days() as 56;

-- stalled_days: an open item without a change for longer has stalled; passed_days:
-- so long after the end of its sprint an open item counts as left behind.
create or replace macro stalled_days() as 56;
create or replace macro passed_days() as 7;

-- recent_days: what was shipped or declined longer ago is on no list.
create or replace macro recent_days() as 182;

-- history_days: how far back windows reach: 18 months.
create or replace macro history_days() as 546;

-- is_exempt: kinds of items that nobody outside need ask for.
create or replace macro is_exempt(type) as type in ('enabler', 'debt', 'compliance', 'experiment');

-- tell_days: so long before the day on which an item was shipped or declined a
-- customer may have raised it, to be told of it; and so far back the scores of
-- those told and not told are compared.
create or replace macro tell_days() as 364;
