package warehouse

import (
	"context"
	"path/filepath"
	"testing"
)

func TestOpenTwiceKeepsRows(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data", "warehouse.duckdb")
	for run := range 2 {
		db, err := Open(ctx, path, Limits{Memory: "1GB", Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, "insert into ops.skipped values (1, 's', 'r', 2)"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.Row(ctx, "select count(*) from ops.skipped", nil, &n); err != nil || n != run+1 {
			t.Fatalf("run %d: %d rows, %v", run, n, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
