package mail

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/report"
)

// published makes a published file of the reports' test data and the named
// files, and opens it as a reader does. A file drop.sql runs last.
func published(t testing.TB, parts ...string) *warehouse.DB {
	t.Helper()
	ctx, limits := context.Background(), warehouse.Limits{Memory: "1GB", Threads: 1}
	path := filepath.Join(t.TempDir(), "published.duckdb")
	db, err := warehouse.Open(ctx, path, limits)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../transform/prelude/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("the models' formulas: %d files, %v", len(files), err)
	}
	files = append(files, "../testdata/marts.sql", "../testdata/base.sql")
	for _, part := range parts {
		if filepath.Base(part) != "drop.sql" {
			files = append(files, part)
		}
	}
	files = append(files, "../testdata/derive.sql", "../testdata/late.sql")
	for _, model := range []string{"score_trends", "theme_trends", "control_charts", "int_signals"} {
		files = append(files, "../../transform/models/"+model+".sql")
	}
	files = append(files, "../testdata/after.sql")
	for _, part := range parts {
		if filepath.Base(part) == "drop.sql" {
			files = append(files, part)
		}
	}
	for _, file := range files {
		statements, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if name, is := strings.CutPrefix(file, "../../transform/models/"); is { // which reads nothing but other marts
			statements = append([]byte("create table "+strings.TrimSuffix(name, ".sql")+" as\n"), statements...)
		}
		if err := db.Exec(ctx, string(statements)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := warehouse.OpenPublished(ctx, path, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close() })
	return reader
}

// cases are the weeks that a mail has to be plain about.
func cases() map[string][]string {
	of := func(parts ...string) []string {
		for i, part := range parts {
			if filepath.Dir(part) != "testdata" {
				parts[i] = "../testdata/" + part
			}
		}
		return parts
	}
	return map[string][]string{
		"full":      of("cases/full.sql", "feedback.sql", "difficult.sql", "testdata/full.sql"),
		"quiet":     of("cases/quiet.sql", "feedback.sql"),
		"stale":     of("cases/quiet.sql", "feedback.sql", "cases/stale.sql"),
		"first":     of("cases/quiet.sql", "feedback.sql", "cases/first.sql"),
		"wordsonly": of("cases/quiet.sql", "feedback.sql", "cases/wordsonly.sql"),
		"empty":     of("cases/quiet.sql", "feedback.sql", "cases/silent.sql"),
		"lost":      of("cases/quiet.sql", "feedback.sql", "cases/silent.sql", "cases/stale.sql"),
		"nothing":   of("cases/nothing.sql"),
		"one":       of("cases/nothing.sql", "cases/one.sql"),
		"promoters": of("cases/quiet.sql", "feedback.sql", "cases/promoters.sql"),
		"thousand":  of("cases/full.sql", "feedback.sql", "difficult.sql", "cases/thousand.sql"),
		"erased":    of("cases/full.sql", "feedback.sql", "cases/erased.sql"),
		"long":      of("cases/full.sql", "feedback.sql", "testdata/long.sql"),
	}
}

func loaded(t testing.TB, db *warehouse.DB) Data {
	t.Helper()
	d, err := Load(context.Background(), db, aRun())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func aRun() report.Run {
	return report.Run{ID: "2026-07-06T05:00:00Z-1f", AsOf: time.Date(2026, 7, 6, 5, 0, 0, 0, time.UTC), Workspace: "Harbour", Version: "1.0.0"}
}

func edition() Edition {
	return Edition{
		To: "ana@harbour.example", Language: "en", Zone: zone("Europe/Berlin"),
		From: "Harbour feedback <feedback@harbour.example>", ReplyTo: "Bo <bo@harbour.example>", Unsubscribe: "stop@harbour.example",
		Reports: "https://reports.harbour.example",
	}
}

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}
