package report

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/google/go-cmp/cmp"
)

func TestReadFacts(t *testing.T) {
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Memory: "1GB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := ReadFacts(ctx, db); err == nil {
		t.Error("no error without the table")
	}
	if err := db.Exec(ctx, `create table run_facts (run_id varchar, as_of timestamp, run_date date, workspace varchar, timezone varchar,
		week_start date, newest_on date, feedback bigint, ratings bigint, people bigint)`); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFacts(ctx, db); err == nil || !strings.Contains(err.Error(), "not complete") {
		t.Errorf("no row: %v", err)
	}
	if err := db.Exec(ctx, "insert into run_facts (run_id, run_date) values ('r', date '2026-07-06')"); err != nil {
		t.Fatal(err)
	}
	facts, err := ReadFacts(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	want := Facts{RunID: "r", Date: time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)}
	if diff := cmp.Diff(want, facts); diff != "" {
		t.Error(diff)
	}
	if run := (Run{Quotes: -1}).Fill(Facts{Workspace: "Harbour"}); run.Workspace != "Harbour" || run.Quotes != 0 {
		t.Errorf("filled: %+v", run)
	}
	if run := (Run{}).Fill(Facts{}); run.Quotes != 3 {
		t.Errorf("%d quotations", run.Quotes)
	}
}

func TestFolderCountsAndHashes(t *testing.T) {
	dir := t.TempDir()
	folder := NewFolder(dir)
	long := strings.Repeat("0123456789", 20_000) // more than the buffer holds
	err := folder.Create("csv/a.csv", func(out *Output) (int64, error) {
		_, err := out.Write([]byte(long))
		return 7, err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []File{{Path: "csv/a.csv", Rows: 7, Bytes: 200_000, SHA256: "8ddf9b2317645923bc681372ebcfc99afec63b3a6870db4b6ee7bc1bd56eb262"}}
	if diff := cmp.Diff(want, folder.Files()); diff != "" {
		t.Error(diff)
	}
	data, err := os.ReadFile(filepath.Join(dir, "csv", "a.csv"))
	if err != nil || string(data) != long {
		t.Errorf("%d bytes on disk, %v", len(data), err)
	}
}
