package transform_test

import (
	"fmt"
	"strings"
	"testing"
)

// Inputs at the edges of each kind of figure: nobody, one, all alike, thousands
// and a million of them.
const (
	edgeNets   = "(0,0,0), (0,0,1), (1,0,1), (0,1,1), (5,0,5), (0,5,5), (3,2,5), (0,0,30), (4000,900,7000), (1000000,0,1000000), (0,1000000,1000000), (600000,300000,1000000)"
	edgeShares = "(0,0), (0,1), (1,1), (0,30), (30,30), (15,30), (2100,4000), (0,1000000), (1,1000000), (500000,1000000), (1000000,1000000)"
	edgeRates  = "(0,0), (0,1), (1,1), (3,0), (0,100), (30,100), (1,1000000), (4000,9000), (500000,1000000), (1000000,1000000)"
	edgeMeans  = "(4.0,null,0), (4.0,null,1), (4.0,0.0,5), (4.1,1.2,2), (1.0,0.0,1000000), (6.9,2.9,1000000)"
)

// edgeFamilies are the macros of the same inputs: x of them, and where they
// compare with an earlier period, all pairs of x with x.
var edgeFamilies = []struct {
	columns, values string
	paired          bool
	more            string // arguments behind
	macros          string
	low, high       string // what each value lies between; "" for any
}{
	{"t,b,n", edgeNets, false, "", "nps nps_low nps_high nps_adjusted", "-1", "1"},
	{"t,b,n", edgeNets, false, "", "nps_variance nps_se", "0", "1"},
	{"t,b,n", edgeNets, true, "", "nps_change_low nps_change_high nps_change_adjusted", "-2", "2"},
	{"t,b,n", edgeNets, true, "", "nps_change_p", "0", "1"},
	{"x,n", edgeShares, false, "", "share csat wilson_low wilson_high share_se", "0", "1"},
	{"x,n", edgeShares, false, "", "clopper_low clopper_high", "0", "1"},
	{"x,n", edgeShares, true, "", "newcombe_low newcombe_high", "-1", "1"},
	{"x,n", edgeShares, true, "", "newcombe_p", "0", "1"},
	{"x,e", edgeRates, true, "", "rate_p_up rate_p_down spike", "0", "1"},
	{"x,e", edgeRates, true, ", phi := 1.4", "rate_p_up rate_p_down", "0", "1"},
	{"x,e", edgeRates, true, ", phi := 900", "rate_p_up rate_p_down", "0", "1"},
	{"x,e", edgeRates, true, "", "rate_p", "0", "1"},
	{"x,e", edgeRates, true, "", "rate_ratio rate_low rate_high rate_mid_low rate_mid_high", "0", "1e300"},
	{"x,e", edgeRates, true, ", phi := 4", "rate_mid_low rate_mid_high", "0", "1e300"},
	{"m,s,n", edgeMeans, false, "", "mean_low mean_high", "-100", "100"},
	{"m,s,n", edgeMeans, true, "", "mean_change_p", "0", "1"},
}

// TestEdges holds that no macro of figures fails on any input, or gives NaN, an
// infinity or what cannot be, whatever the type of the counts.
func TestEdges(t *testing.T) {
	db := openPrelude(t, "2025-01-08")
	for _, f := range edgeFamilies {
		for _, macro := range strings.Fields(f.macros) {
			for _, kind := range []string{"integer", "bigint", "double"} {
				from, arguments := edgeTable(f.columns, f.values, kind, f.paired)
				call := macro + "(" + strings.Join(arguments, ", ") + f.more + ")"
				query := fmt.Sprintf("select count(*) > 0, string_agg(case when isnan(v) or isinf(v) or v < %s or v > %s then shown || ' = ' || v end, '; ') from (select cast(%s as double) as v, concat_ws(', ', %s) as shown from %s)",
					f.low, f.high, call, strings.Join(arguments, ", "), from)
				if got := lines(t, db, query); got != "true | null" {
					t.Errorf("%s of %s: %.300s", call, kind, got)
				}
			}
		}
	}
}

// TestEdgesOfNull holds that a count that is not known gives no figure.
func TestEdgesOfNull(t *testing.T) {
	db := openPrelude(t, "2025-01-08")
	for _, f := range edgeFamilies {
		for _, macro := range strings.Fields(f.macros) {
			_, arguments := edgeTable(f.columns, f.values, "bigint", f.paired)
			for missing := range arguments {
				given := make([]string, len(arguments))
				for i := range given {
					given[i] = fmt.Sprint(40 * (i%len(strings.Split(f.columns, ",")) + 1))
				}
				given[missing] = "null"
				call := macro + "(" + strings.Join(given, ", ") + f.more + ")"
				if got := lines(t, db, "select "+call); got != "null" {
					t.Errorf("%s = %s, want null", call, got)
				}
			}
		}
	}
}

// TestIntervalsHoldTheirFigure: low <= figure <= high, but for the net score of a
// single answer, whose adjusted interval ends short of it.
func TestIntervalsHoldTheirFigure(t *testing.T) {
	db := openPrelude(t, "2025-01-08")
	for _, c := range []struct {
		columns, values  string
		paired           bool
		low, figure, top string
	}{
		{"t,b,n", edgeNets + " where v.n <> 1", false, "nps_low", "nps", "nps_high"},
		{"x,n", edgeShares, false, "wilson_low", "csat", "wilson_high"},
		{"x,n", edgeShares, false, "clopper_low", "share", "clopper_high"},
		{"x,e", edgeRates, true, "rate_low", "rate_ratio", "rate_high"},
		{"x,e", edgeRates, true, "rate_mid_low", "rate_ratio", "rate_mid_high"},
		{"x,e", edgeRates, true, "rate_low", "rate_mid_low", "rate_mid_high"},
		{"x,e", edgeRates, true, "rate_mid_low", "rate_mid_high", "rate_high"},
	} {
		from, arguments := edgeTable(c.columns, c.values, "bigint", c.paired)
		given := "(" + strings.Join(arguments, ", ") + ")"
		query := fmt.Sprintf("select string_agg(concat_ws(', ', %[5]s, low, figure, high), '; ') from (select *, %[1]s as low, %[2]s as figure, %[3]s as high from %[4]s) where low > figure + 1e-9 * abs(figure) or figure > high + 1e-9 * abs(high) or low > high",
			c.low+given, c.figure+given, c.top+given, from, strings.Join(arguments, ", "))
		if got := lines(t, db, query); got != "null" {
			t.Errorf("%s, %s, %s: %.300s", c.low, c.figure, c.top, got)
		}
	}
}

// edgeTable is a FROM clause of the values as the type, or all pairs of them, and
// its columns.
func edgeTable(columns, values, kind string, paired bool) (from string, arguments []string) {
	names := strings.Split(columns, ",")
	typed := make([]string, len(names))
	for i, name := range names {
		typed[i] = name
		if !(name == "m" || name == "s") {
			typed[i] = "cast(" + name + " as " + kind + ") as " + name
		}
	}
	rows, filter, _ := strings.Cut(values, " where")
	if filter != "" {
		filter = " where" + filter
	}
	table := "(select " + strings.Join(typed, ", ") + " from (values " + rows + ") as v(" + columns + ")" + filter + ")"
	if !paired {
		return table, names
	}
	for _, side := range []string{"now", "before"} {
		for _, name := range names {
			arguments = append(arguments, side+"."+name)
		}
	}
	renamed := make([]string, len(arguments))
	for i, a := range arguments {
		side, name, _ := strings.Cut(a, ".")
		renamed[i] = a + " as " + name + map[string]string{"now": "", "before": "0"}[side]
		arguments[i] = name + map[string]string{"now": "", "before": "0"}[side]
	}
	return "(select " + strings.Join(renamed, ", ") + " from " + table + " as now, " + table + " as before)", arguments
}

// sparseRows are a year at the edges: promoters only, then detractors only, with
// weeks of nobody between; a scale 0..5 on which all say the same; one segment;
// themes that everybody, one person and nobody names.
const sparseRows = `
insert into stg_ratings (person_key, occurred_on, score)
select 'p' || i, date '2024-01-01' + cast(7 * (i // 40) as int), case when i < 1000 then 10 else 0 end from range(2000) as r(i) where (i // 40) % 9 <> 4;
insert into stg_ratings (person_key, occurred_on, metric, score, scale_min, scale_max)
select 'p' || i, date '2024-01-01' + cast(i as int), 'csat', 5, 0, 5 from range(372) as r(i);
insert into stg_ratings (person_key, occurred_on, metric, convention, score, scale_min, scale_max)
select 'p' || i, date '2024-12-01' + cast(i as int), 'ces', 'mean', 4, 1, 7 from range(30) as r(i);
update stg_ratings set occurred_at = occurred_on, response_id = 'r' || rating_id;
insert into rating_cuts select rating_id, 'segment', 'only' from stg_ratings;
insert into stg_feedback (response_id, person_key, voter, occurred_on) select response_id, person_key, person_key, occurred_on from stg_ratings;
insert into feedback_cuts select feedback_id, 'segment', 'only' from stg_feedback;
insert into theme_names (theme_id) values ('all'), ('one'), ('none');
insert into feedback_themes (feedback_id, theme_id, voter, occurred_on, polarity)
select feedback_id, 'all', voter, occurred_on, 'negative' from stg_feedback
union all select feedback_id, 'one', voter, occurred_on, 'positive' from stg_feedback where feedback_id = 77;
insert into releases (name, released_on) values ('1.0', '2024-12-10');`

// TestFiguresOfEdges holds that no model of figures gives NaN or an infinity, of
// rows at the edges, on a day after weeks of feedback and on one after weeks of none.
func TestFiguresOfEdges(t *testing.T) {
	for _, day := range []string{"2024-02-05", "2025-01-08", "2025-06-02"} {
		db := buildFigures(t, day, sparseRows)
		for _, name := range figureModels {
			columns := lines(t, db, "select column_name from duckdb_columns() where table_name = '"+name+"' and data_type = 'DOUBLE'")
			for _, column := range strings.Fields(columns) {
				if got := lines(t, db, fmt.Sprintf("select count(*) from %s where isnan(%s) or isinf(%[2]s)", name, column)); got != "0" {
					t.Errorf("on %s %s.%s is NaN or infinite in %s rows", day, name, column, got)
				}
			}
		}
		if got := lines(t, db, "select count(*) from movers"); got != "3" {
			t.Errorf("on %s movers lists %s themes, want all 3, found or not", day, got)
		}
	}
}
