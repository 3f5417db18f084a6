package cli

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/earshot/earshot/internal/warehouse"
)

// innerMacros are published because formulas are made of them, and run_date for
// questions of the last days; no formula is there for any.
var innerMacros = strings.Fields(`
	run_date z_95 z_80 normal_tail normal_cdf normal_p t_95 t_p nps_variance nps_adjusted nps_change_se nps_change_adjusted
	impact_margin wilson_below newcombe_z mean_change_se welch_df mean_change_margin binom_log binom_ratios binom_tail
	binom_upper binom_lower binom_p dispersed_log dispersed_tail dispersed_upper clopper_logit overdispersion
	trend_s trend_ties trend_variance trend_z slopes slope_margin slope_low slope_high moving_range
	cusum_above cusum_below cusum_alarm ewma ewma_low ewma_high`)

// TestFormulas asks the demo's published file, as a reader would: each formula's
// example gives what the table says, and each macro is there for people or
// known as a part of others.
func TestFormulas(t *testing.T) {
	wholeOnly(t)
	space := demoWorkspace(t)
	for _, command := range []string{"ingest", "transform", "publish"} {
		cmd, out := earshot(t, space, command)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
	ctx := context.Background()
	db, err := warehouse.OpenPublished(ctx, filepath.Join(space, "data", "published", warehouse.Published), warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := func(query string) []string {
		t.Helper()
		list, err := db.Strings(ctx, query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return list
	}
	// Views among the marts, which ask for the day of the run that built the others.
	if n := all("select count(*) > 100 from ratings union all select count(*) > 100 from satisfaction where dimension = 'account'"); !slices.Equal(n, []string{"true", "true"}) {
		t.Errorf("ratings and accounts that publish by itself publishes: %v", n)
	}
	names := all("select name from formulas order by name")
	if len(names) < 30 {
		t.Fatalf("%d formulas", len(names))
	}
	for _, name := range names {
		var example, result, comment sql.NullString
		err := db.Row(ctx, "select example, result, (select max(comment) from duckdb_functions() where function_name = name and not internal) from formulas where name = ?", []any{name}, &example, &result, &comment)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.Contains(example.String, name+"(") {
			t.Errorf("%s: its example does not use it: %s", name, example.String)
		}
		if comment.String == "" {
			t.Errorf("%s: the macro has no comment", name)
		}
		got := all("select cast(columns(*) as varchar) from (" + example.String + ")")
		if len(got) != 1 || got[0] != result.String {
			t.Errorf("%s: %s = %v, want %s", name, example.String, got, result.String)
		}
	}
	for _, macro := range all("select distinct function_name from duckdb_functions() where not internal order by 1") {
		if slices.Contains(names, macro) == slices.Contains(innerMacros, macro) {
			t.Errorf("%s is published: say in transform/models/formulas.sql what it gives, or here that it is a part of others", macro)
		}
	}
	readmeExample(t, db)
}

// readmeExample runs the SQL that README shows under "Ask it yourself".
func readmeExample(t *testing.T, db *warehouse.DB) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\n    select plan,")
	query, _, found := strings.Cut(rest, ";\n")
	if !found {
		t.Fatal("README shows no question that begins with select plan")
	}
	rows, err := db.Query(context.Background(), "select plan,"+query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var plan sql.NullString
		var score, low, high float64
		if err := rows.Scan(&plan, &score, &low, &high); err != nil {
			t.Fatal(err)
		}
		if !(-100 <= low && low <= score && score <= high && high <= 100) {
			t.Errorf("%v: %v to %v of %v", plan, low, high, score)
		}
		n++
	}
	if err := rows.Err(); err != nil || n < 2 {
		t.Errorf("%d rows, %v", n, err)
	}
}
