package reports

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/google/go-cmp/cmp"
)

// Each table stands in its Parquet file row for row as in its CSV file, with
// types, and with the words as they are.
func TestParquetSaysWhatTheCSVSays(t *testing.T) {
	ctx := context.Background()
	made, err := Write(ctx, published(t, cases()["full"]...), t.TempDir(), aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Open(ctx, filepath.Join(t.TempDir(), "reader.duckdb"), warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := 0
	for _, file := range made[0].Files {
		if !strings.HasSuffix(file.Path, ".parquet") {
			continue
		}
		tables++
		table := strings.TrimSuffix(filepath.Base(file.Path), ".parquet")
		path := filepath.Join(made[0].Folder, file.Path)
		var rows int64
		if err := db.Row(ctx, "select count(*) from read_parquet('"+path+"')", nil, &rows); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		csv := readCSV(t, filepath.Join(made[0].Folder, "csv", table+".csv"))
		if rows != file.Rows || rows != int64(len(csv)-1) {
			t.Errorf("%s: %d rows, the manifest says %d, the CSV file has %d", table, rows, file.Rows, len(csv)-1)
		}
		columns, err := db.Strings(ctx, "select column_name from (describe select * from read_parquet('"+path+"'))")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(csv[0], columns); diff != "" {
			t.Errorf("%s: %s", table, diff)
		}
	}
	if tables < 20 {
		t.Errorf("%d tables", tables)
	}
	path := filepath.Join(made[0].Folder, "parquet", "feedback.parquet")
	types, err := db.Strings(ctx, "select column_type from (describe select occurred_on, occurred_at, sentiment, votes, is_request, text from read_parquet('"+path+"'))")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"DATE", "TIMESTAMP WITH TIME ZONE", "DOUBLE", "BIGINT", "BOOLEAN", "VARCHAR"}, types); diff != "" {
		t.Error(diff)
	}
	var formula int64
	if err := db.Row(ctx, "select count(*) from read_parquet('"+path+"') where text like '=cmd%'", nil, &formula); err != nil || formula != 1 {
		t.Errorf("%d texts as they were written, %v", formula, err)
	}
}
