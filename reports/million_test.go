package reports

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// A million feedbacks: what is read and written stays in proportion. The bars of
// pages and of files do not depend on how fast the machine is; the time is
// logged, and held by nothing here.
func TestMillion(t *testing.T) {
	if testing.Short() {
		t.Skip("a million feedbacks take a minute to make")
	}
	db := million(t)
	dir := t.TempDir()
	began := time.Now()
	made, err := Write(context.Background(), db, dir, aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("all reports in %s", time.Since(began).Round(10*time.Millisecond))
	var all int64
	for _, f := range made[0].Files {
		all += f.Bytes
		if strings.HasSuffix(f.Path, ".html") && f.Bytes > 2_000_000 {
			t.Errorf("%s has %d bytes", f.Path, f.Bytes)
		}
		if f.Path == "csv/feedback.csv" && (f.Rows < 50_000 || f.Rows > 80_000 || f.All != 1_000_000) {
			t.Errorf("%s: %d rows of %d", f.Path, f.Rows, f.All)
		}
	}
	if all > 200_000_000 {
		t.Errorf("%d bytes in all", all)
	}
	rows := readCSV(t, filepath.Join(made[0].Folder, "csv", "feedback.csv"))
	if last := rows[len(rows)-1][0]; last != "999999" {
		t.Errorf("the newest feedback is %s", last)
	}
}

// million is a published file with a million feedbacks.
func million(t testing.TB) *warehouse.DB {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "published.duckdb")
	db, err := warehouse.Open(ctx, path, warehouse.Limits{Memory: "3GB", Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../transform/prelude/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "testdata/marts.sql", "testdata/base.sql", "testdata/cases/million.sql", "testdata/late.sql") {
		statements, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, string(statements)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	if err := db.Exec(ctx, "set variable run_date = (select run_date from run_facts)"); err != nil {
		t.Fatal(err)
	}
	buildModels(ctx, t, db)
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
