package transform_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/earshot/earshot/internal/warehouse"
)

// figureInputs are the tables that the models of figures read, as the models
// before them make them. Defaults keep the rows of a test short.
const figureInputs = `
create sequence ids;
create table stg_ratings (
    rating_id bigint default nextval('ids'), source varchar default 's', response_id varchar, person_key varchar,
    occurred_at timestamp, occurred_on date, metric varchar default 'nps', convention varchar, score double,
    scale_min double default 0, scale_max double default 10, low_is_good boolean default false);
create table rating_cuts (rating_id bigint, dimension varchar, value varchar);
create table stg_feedback (
    feedback_id bigint default nextval('ids'), source varchar default 's', response_id varchar, person_key varchar, voter varchar,
    occurred_at timestamp, occurred_on date);
create table int_authors (feedback_id bigint, account varchar, account_id varchar);
create table int_raters (rating_id bigint, account varchar);
create table feedback_cuts (feedback_id bigint, dimension varchar, value varchar);
create table feedback (
    feedback_id bigint default nextval('ids'), voter varchar, person_key varchar, occurred_at timestamp, occurred_on date,
    sentiment double, polarity varchar, url varchar);
create table feedback_themes (
    feedback_id bigint, theme_id varchar, voter varchar, occurred_on date, polarity varchar default 'neutral', is_request boolean default false,
    person_key varchar, channel varchar default 'survey', quote varchar default 'words');
create table source_freshness (source varchar, stale boolean, days_since int);
create table releases (source varchar default 'plan', name varchar, released_on date);
create table work_items (
    source varchar default 'plan', key varchar, type varchar default 'story', title varchar, state varchar default 'open', sprint varchar,
    released_in varchar, contract boolean default false, estimate double, created_at timestamp, updated_at timestamp, closed_at timestamp);
create table theme_items (theme_id varchar, source varchar default 'plan', item varchar, reasons varchar default 'label');
create table theme_quotes (theme_id varchar, rank bigint, feedback_id bigint, quote varchar, occurred_on date);
create table theme_names (theme_id varchar, name varchar, parent_id varchar, owner varchar);
create table int_theme_sentences (feedback_id bigint, theme_id varchar);`

// profiles are made of the cuts that a test gives; who belongs to no account
// and what theme has no name are filled in.
const profiles = `
insert into int_raters (rating_id) select rating_id from stg_ratings where rating_id not in (select rating_id from int_raters);
insert into int_authors (feedback_id) select feedback_id from feedback where feedback_id not in (select feedback_id from int_authors);
insert into theme_names (theme_id, name)
select distinct theme_id, theme_id from feedback_themes where theme_id not in (select theme_id from theme_names);
create table described as
select feedback_id, null as rating_id, dimension, value from feedback_cuts
union all select null, rating_id, dimension, value from rating_cuts;
create table profiled as
select feedback_id, rating_id, number_of(string_agg(dimension || '=' || value, ', ' order by dimension)) as profile
from described group by feedback_id, rating_id;
create table int_feedback_profiles as
select f.feedback_id, f.occurred_on, number_of(f.voter) as voter, coalesce(p.profile, 1) as profile
from stg_feedback f left join profiled p on p.feedback_id = f.feedback_id;
create table int_rating_profiles as
select r.rating_id, r.occurred_on, coalesce(p.profile, 1) as profile
from stg_ratings r left join profiled p on p.rating_id = r.rating_id;
create table int_profiles as
select p.profile, d.dimension, d.value from profiled p
join described d on d.feedback_id is not distinct from p.feedback_id and d.rating_id is not distinct from p.rating_id
union select profile, 'all', 'all' from int_feedback_profiles
union select profile, 'all', 'all' from int_rating_profiles;`

// figureModels in the order of their building.
var figureModels = []string{
	"int_feedback_segments", "int_rating_segments", "int_rating_order", "int_latest_ratings", "int_cuts", "int_period_days", "int_theme_numbers", "int_theme_mentions", "int_theme_pieces", "int_theme_counts", "int_sprints", "int_scores", "int_score_pieces", "int_rating_counts", "int_satisfaction", "satisfaction",
	"themes", "movers", "theme_impact",
	"score_trends", "theme_trends", "control_charts", "release_verdicts", "unheard", "dominance",
	"int_invitations", "int_invitation_segments", "response_rates", "nonresponse", "int_signals", "alarms",
	"int_demands", "int_demand_days", "demand", "int_plan_sprints", "int_item_phases", "int_item_effects", "demand_vs_plan",
	"plan_coverage", "promises", "contracts", "waste", "relief",
	"int_contacts", "int_customers", "int_raised", "people_to_tell", "items_to_tell", "told_effect", "contacts_by_sprint", "people_to_ask",
	"int_occasion", "int_candidates", "people_to_invite", "label_quality",
}

// buildFigures fills the inputs by the SQL in rows and builds the models.
func buildFigures(t *testing.T, day, rows string) *warehouse.DB {
	t.Helper()
	ctx, db := context.Background(), openPrelude(t, day)
	for _, query := range []string{figureInputs, rows, profiles} {
		if err := db.Exec(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range figureModels {
		query, err := os.ReadFile(filepath.Join("models", name+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, "create table "+name+" as "+string(query)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkKey(t, db, name, string(query))
	}
	return db
}

// checkKey tests that the columns named in the model's header are its key.
func checkKey(t *testing.T, db *warehouse.DB, name, query string) {
	t.Helper()
	_, rest, found := strings.Cut(query, "\n-- key: ")
	if !found {
		t.Fatalf("%s: no key", name)
	}
	key, _, _ := strings.Cut(rest, "\n")
	columns := strings.Split(key, ", ")
	for _, bad := range []string{
		"select count(*) from " + name + " where " + strings.Join(columns, " is null or ") + " is null",
		"select count(*) from (select 1 from " + name + " group by " + key + " having count(*) > 1)",
	} {
		var n int
		if err := db.Row(context.Background(), bad, nil, &n); err != nil || n > 0 {
			t.Errorf("%s: %d rows against key %s, %v", name, n, key, err)
		}
	}
}

// TestFigures runs testdata/figures/*.txtar: the run's day, rows as SQL, then
// pairs of a query and the lines it must give, values separated by " | ".
func TestFigures(t *testing.T) {
	files, err := filepath.Glob("testdata/figures/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files, %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			runArchive(t, archive.Files)
		})
	}
}

func runArchive(t *testing.T, sections []txtar.File) {
	if len(sections) < 4 || len(sections)%2 != 0 || sections[0].Name != "day" || sections[1].Name != "rows" {
		t.Fatal("want the sections day, rows, then pairs of query and want")
	}
	db := buildFigures(t, strings.TrimSpace(string(sections[0].Data)), string(sections[1].Data))
	for i := 2; i < len(sections); i += 2 {
		query, want := sections[i], sections[i+1]
		got := lines(t, db, string(query.Data))
		if diff := cmp.Diff(strings.TrimSpace(string(want.Data)), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", query.Name, query.Data, diff)
		}
	}
}

// lines gives a query's rows as text.
func lines(t *testing.T, db *warehouse.DB, query string) string {
	t.Helper()
	rows, err := db.Query(context.Background(), "select columns(*)::varchar from ("+query+")")
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		values, targets := make([]*string, len(names)), make([]any, len(names))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		words := make([]string, len(values))
		for i, value := range values {
			words[i] = text(value)
		}
		all = append(all, strings.Join(words, " | "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// TestFiguresOfNothing builds all models without any row.
func TestFiguresOfNothing(t *testing.T) {
	db := buildFigures(t, "2025-01-08", "select 1")
	for _, name := range figureModels {
		want := "0"
		if slices.Contains([]string{"int_cuts", "int_theme_numbers", "int_occasion"}, name) { // everybody, feedback of any kind, this month
			want = "1"
		}
		if got := lines(t, db, "select count(*) from "+name); got != want {
			t.Errorf("%s: %s rows of nothing", name, got)
		}
	}
}
