package reports

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// published makes a published file from the models' formulas, the marts' tables
// and the named files of testdata, and opens it as a reader does.
func published(t testing.TB, parts ...string) *warehouse.DB {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "published.duckdb")
	db, err := warehouse.Open(ctx, path, warehouse.Limits{Memory: "2GB", Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../transform/prelude/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("the models' formulas: %d files, %v", len(files), err)
	}
	files = append(files, "testdata/marts.sql", "testdata/base.sql")
	for _, part := range parts {
		files = append(files, filepath.Join("testdata", part))
	}
	for _, file := range append(files, "testdata/derive.sql", "testdata/late.sql", "testdata/after.sql") {
		statements, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, string(statements)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if file == "testdata/late.sql" {
			buildModels(ctx, t, db)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := warehouse.OpenPublished(ctx, path, warehouse.Limits{Memory: "2GB", Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	return reader
}

// buildModels makes the marts whose models read nothing but other marts by those
// models themselves.
func buildModels(ctx context.Context, t testing.TB, db *warehouse.DB) {
	t.Helper()
	for _, name := range []string{"score_trends", "theme_trends", "control_charts", "int_signals"} {
		model, err := os.ReadFile("../transform/models/" + name + ".sql")
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, "create table "+name+" as\n"+string(model)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// cases are the weeks that a page has to be plain about.
func cases() map[string][]string {
	return map[string][]string{
		"full":      {"cases/full.sql", "feedback.sql", "difficult.sql"},
		"quiet":     {"cases/quiet.sql", "feedback.sql"},
		"stale":     {"cases/quiet.sql", "feedback.sql", "cases/stale.sql"},
		"first":     {"cases/quiet.sql", "feedback.sql", "cases/first.sql"},
		"wordsonly": {"cases/quiet.sql", "feedback.sql", "cases/wordsonly.sql"},
		"silent":    {"cases/quiet.sql", "feedback.sql", "cases/silent.sql"},
		"nothing":   {"cases/nothing.sql"},
		"one":       {"cases/nothing.sql", "cases/one.sql"},
		"promoters": {"cases/quiet.sql", "feedback.sql", "cases/promoters.sql"},
		"plan":      {"cases/quiet.sql", "feedback.sql", "difficult.sql", "cases/plan.sql"},
		"thousand":  {"cases/quiet.sql", "feedback.sql", "cases/thousand.sql"},
	}
}

func aRun() Run {
	return Run{ID: "2026-07-06T05:00:00Z-1f", AsOf: time.Date(2026, 7, 6, 5, 0, 0, 0, time.UTC), Workspace: "Harbour", Version: "1.0.0"}
}
