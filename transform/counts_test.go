package transform_test

import (
	"context"
	"fmt"
	"testing"
)

// randomRows fill the inputs with a year of ratings and feedback by few people,
// so that people answer again after a day, a week, a month and a quarter.
const randomRows = `
insert into stg_ratings (rating_id, source, person_key, occurred_at, occurred_on, metric, convention, score, scale_min, scale_max)
select i, 's' || i %% 2, case when hash(i, 1, %[1]d) %% 5 > 0 then 'p' || hash(i, 2, %[1]d) %% 40 end,
    timestamp '2024-01-01' + to_hours(cast(hash(i, 3, %[1]d) %% 9000 as int)), null,
    case when i %% 3 = 0 then 'ces' else 'nps' end, case when i %% 3 = 0 then 'mean' end,
    1 + hash(i, 4, %[1]d) %% 7, case when i %% 3 = 0 then 1 else 0 end, case when i %% 3 = 0 then 7 else 10 end
from range(1200) as r(i);
update stg_ratings set occurred_on = cast(occurred_at as date);
insert into rating_cuts
select rating_id, 'plan', 'plan ' || hash(rating_id, 5) %% 3 from stg_ratings where hash(rating_id, 6) %% 4 > 0;
insert into stg_feedback (feedback_id, voter, occurred_on)
select i, case when hash(i, 7, %[1]d) %% 5 > 0 then 'p' || hash(i, 8, %[1]d) %% 40 else 'answer ' || i end,
    date '2024-01-01' + cast(hash(i, 9, %[1]d) %% 380 as int)
from range(1500) as r(i);
insert into int_raters (rating_id, account)
select rating_id, case when hash(rating_id, 15) %% 4 > 0 then 'account ' || hash(rating_id, 14) %% 5 end from stg_ratings;
insert into int_authors (feedback_id, account) select feedback_id, case when feedback_id %% 3 = 0 then 'account ' || hash(feedback_id, 16) %% 5 end from stg_feedback;
insert into feedback (feedback_id, voter, person_key, occurred_at, occurred_on, sentiment, polarity)
select feedback_id, voter, case when voter not like 'answer%%' then voter end, occurred_on, occurred_on, s / 10.0,
    case when s >= 1 then 'positive' when s <= -1 then 'negative' else 'neutral' end
from (select *, case when feedback_id %% 4 > 0 then cast(hash(feedback_id, 17) %% 21 as int) - 10 end as s from stg_feedback);
-- sprints of two boards that overlap and hand their days on, and one without a number
insert into landing.sprints (source, native_id, starts_on, ends_on, content_hash, run_id, batch_no)
select 'plan', 'Pay ' || i, date '2024-01-01' + cast(i * 14 as int), date '2024-01-15' + cast(i * 14 as int), 1, 'r', 1 from range(28) as r(i)
union all
select 'plan', 'App ' || i, date '2024-01-01' + cast(i * 21 as int), date '2024-01-19' + cast(i * 21 as int), 1, 'r', 1 from range(17) as r(i)
union all
select 'other', 'Long', date '2024-02-01', date '2024-05-01', 1, 'r', 1;
insert into feedback_cuts
select feedback_id, 'plan', 'plan ' || hash(feedback_id, 10) %% 3 from stg_feedback where hash(feedback_id, 11) %% 4 > 0;
insert into theme_names (theme_id) values ('a'), ('b'), ('c'), ('never');
insert into feedback_themes (feedback_id, theme_id, voter, occurred_on, polarity)
select f.feedback_id, t.theme_id, f.voter, f.occurred_on,
    case hash(f.feedback_id, t.theme_id, 12) %% 3 when 0 then 'positive' when 1 then 'negative' else 'neutral' end
from stg_feedback f, theme_names t
where t.theme_id <> 'never' and hash(f.feedback_id, t.theme_id, 13, %[1]d) %% 3 = 0;`

// plainly says what the counts mean, one period at a time and without thought
// for speed: every period of every kind that ends before 2025-01-08.
const plainly = `
create table windows as
with days as (select cast(d as date) as d from range(date '2023-09-01', date '2025-01-08', interval 1 day) as r(d)),
all_of as (
    select 'day' as period_kind, d as first_on, d as last_on from days
    union all select 'week', d, d + 6 from days where isodow(d) = 1
    union all select 'month', d, last_day(d) from days where day(d) = 1
    union all select 'quarter', d, cast(d + interval 3 month - interval 1 day as date) from days where day(d) = 1 and month(d) in (1, 4, 7, 10)
    union all select 'r4', d, d + 27 from days where isodow(d) = 1
    union all select 'r13', d, d + 90 from days where isodow(d) = 1)
select *, '' as sprint from all_of where last_on < date '2025-01-08'
union all
select 'sprint', starts_on, case when native_id like 'Pay%' then ends_on - 1 else ends_on end, native_id
from landing.sprints where ends_on - (case when native_id like 'Pay%' and native_id <> 'Pay 27' then 1 else 0 end) < date '2025-01-08';

create table plain_ratings as
with answers as (
    select rating_id as id, source, person_key, occurred_at, occurred_on, metric, coalesce(convention, '') as convention, score from stg_ratings
    union all
    select feedback_id, '', person_key, occurred_at, occurred_on, 'sentiment', 'feedback', sentiment from feedback where sentiment is not null),
segments as (
    select rating_id as id, false as is_words, dimension, value from rating_cuts
    union all select feedback_id, true, dimension, value from feedback_cuts
    union all select rating_id, false, 'account', account from int_raters where account is not null
    union all select feedback_id, true, 'account', account from int_authors where account is not null),
ranked as (
    select r.*, w.period_kind, w.first_on, w.sprint, row_number() over (
        partition by w.period_kind, w.first_on, w.sprint, r.metric, coalesce(r.person_key, 'rating ' || r.id)
        order by r.occurred_at desc, r.source, case when r.metric = 'sentiment' then -r.id else r.id end) as rank
    from answers r join windows w on r.occurred_on between w.first_on and w.last_on),
cut as (
    select *, 'all' as dimension, 'all' as value from ranked
    union all
    select r.*, s.dimension, s.value from ranked r join segments s on s.id = r.id and s.is_words = (r.metric = 'sentiment')
    where s.dimension <> 'account' or r.period_kind in ('month', 'quarter'))
select metric, convention, period_kind, first_on as period_start, sprint, dimension, value, count(*) as n,
    count(person_key) as n_people,
    count(*) filter (where metric = 'nps' and score >= 9 or metric = 'ces' and score > 4 or metric = 'sentiment' and score >= 0.05) as top,
    count(*) filter (where metric = 'nps' and score <= 6 or metric = 'ces' and score < 4 or metric = 'sentiment' and score <= -0.05) as bottom,
    round(sum(score), 6) as total, round(sum(score * score), 6) as squares
from cut where rank = 1 group by all having count(*) >= 5 or dimension <> 'account';

create table plain_themes as
with said as (
    select theme_id, feedback_id, voter, occurred_on, polarity from feedback_themes
    union all select '', feedback_id, voter, occurred_on, null from stg_feedback),
cut as (
    select *, 'all' as dimension, 'all' as value from said
    union all select s.*, f.dimension, f.value from said s join feedback_cuts f on f.feedback_id = s.feedback_id),
placed as (
    select c.*, w.period_kind, w.first_on as period_start, row_number() over (
        partition by w.period_kind, w.first_on, theme_id, dimension, value, voter order by occurred_on desc, feedback_id desc) as rank
    from cut c join windows w on c.occurred_on between w.first_on and w.last_on
    where w.period_kind <> 'sprint' and (w.period_kind <> 'day' or c.dimension = 'all'))
select theme_id, period_kind, period_start, dimension, value, count(*) as mentions, count(distinct voter) as people,
    count(*) filter (where rank = 1 and polarity = 'positive') as positive,
    count(*) filter (where rank = 1 and polarity = 'negative') as negative
from placed group by all;`

// rounded are the counts of answers. Theme mentions are summed from int_theme_counts.
const rounded = `
create table rating_counts as
select * replace (round(total, 6) as total, round(squares, 6) as squares)
from int_rating_counts where metric <> 'sentiment' or convention <> '';`

// TestCountsAgreeWithTheirMeaning compares the counts, which are made in one
// pass for all periods, with the plain ones.
func TestCountsAgreeWithTheirMeaning(t *testing.T) {
	for seed := range 3 {
		db := buildFigures(t, "2025-01-08", fmt.Sprintf(randomRows, seed))
		if err := db.Exec(context.Background(), plainly+rounded); err != nil {
			t.Fatal(err)
		}
		for _, pair := range [][3]string{
			{"rating_counts", "plain_ratings", "metric, convention, period_kind, period_start, sprint, dimension, value, n, n_people, top, bottom, total, squares"},
			{"int_theme_counts", "plain_themes", "theme_id, period_kind, period_start, dimension, value, mentions, people, positive, negative"},
		} {
			kinds := map[string]string{"rating_counts": "7", "int_theme_counts": "6"}
			model, plain, columns := pair[0], pair[1], pair[2]
			if n := lines(t, db, "select count(*) > 1000, count(distinct period_kind) from "+model); n != "true | "+kinds[model] {
				t.Errorf("%s: too few rows to compare: %s", model, n)
			}
			for _, side := range [][2]string{{model, plain}, {plain, model}} {
				query := fmt.Sprintf("select %[1]s from %[2]s except select %[1]s from %[3]s order by all limit 5", columns, side[0], side[1])
				if extra := lines(t, db, query); extra != "" {
					t.Errorf("seed %d: in %s and not in %s:\n%s", seed, side[0], side[1], extra)
				}
			}
		}
	}
}
